import DutyModel
import Exchanges
import Testing

/// Draws messages of every kind from a seeded generator, by their descriptions; edge values come often.
struct MessageSource: Visitor {
    var generator: SeededGenerator

    init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

    /// One message of every body, in the order of the schema, with every optional part there or not by chance; then a
    /// refusal whose sentences are no lines.
    mutating func everyMessage() throws -> [MessageEnvelope] {
        var bodies = MessageBody.Arm.allCases.map { MessageBody.visit($0, nil, &self) }
        bodies.append(.refusal(refusal()))
        return bodies.map { body in
            MessageEnvelope(
                id: draw(), machine: draw(), token: coin() ? AccessToken.visit(nil, &self) : nil,
                standing: coin() ? DeviceStanding.visit(nil, &self) : nil, body: body)
        }
    }

    /// A value of a type of which every value is good.
    mutating func draw<F: Leaf>(_ type: F.Type = F.self) -> F where F.Bounds == Unbounded { draw(type, Unbounded()) }

    /// A moment that a message can say.
    mutating func moment() -> Timestamp { draw(Timestamp.self, .calendar) }

    private mutating func refusal() -> Exchanges.Refusal {
        let sentences = [
            "", " ", "Not enough money: ₹4,999.50 < ₹5,000 & no more.", "मुद्रांक शुल्क", "]]> \"quoted\" 'text'",
            "tab\tline\r\nbell\u{7} \u{FFFF}", String(repeating: "😀", count: 700),
        ]
        return Exchanges.Refusal(
            code: draw(), message: pick(sentences), remedy: pick(sentences),
            maximumAllowed: coin() ? draw(Paise.self, .zero) : nil)
    }
}

// MARK: Visiting

extension MessageSource {
    mutating func field<F: Leaf>(_ name: StaticString, _ value: F?, _ bounds: F.Bounds, _ says: StaticString) -> F {
        draw(F.self, bounds)
    }

    mutating func optional<F: Leaf>(
        _ name: StaticString, _ value: F?, _ bounds: F.Bounds, _ presence: Presence, _ says: StaticString
    ) -> F? { coin() ? draw(F.self, bounds) : nil }

    mutating func element<D: Described>(_ value: D?, _ says: StaticString) -> D { D.visit(nil, &self) }

    mutating func optional<D: Described>(_ value: D?, _ presence: Presence, _ says: StaticString) -> D? {
        coin() ? D.visit(nil, &self) : nil
    }

    mutating func list<D: Described>(
        _ name: StaticString, _ values: [D]?, _ count: ClosedRange<Int>, _ says: StaticString
    ) -> [D] {
        let most = min(count.upperBound, count.lowerBound + 3)
        return (0..<Int.random(in: count.lowerBound...most, using: &generator)).map { _ in D.visit(nil, &self) }
    }

    mutating func words<F: Word>(
        _ name: StaticString, each: StaticString, _ values: [F]?, _ says: StaticString
    ) -> [F] {
        let words = Array(F.allCases).shuffled(using: &generator)
        return Array(words.prefix(Int.random(in: 0...words.count, using: &generator)))
    }

    mutating func choice<C: Choice>(_ value: C?) -> C { C.visit(pick(Array(C.Arm.allCases)), nil, &self) }
}

// MARK: Facts

extension MessageSource {
    /// A value within these bounds, drawn by what its type is.
    private mutating func draw<F: Leaf>(_ type: F.Type, _ bounds: F.Bounds) -> F {
        let drawn: Any? =
            switch type {
            case let type as any ByteValue.Type: bytes(type)
            case let type as any NamedText.Type: name(type)
            case let type as any Word.Type: word(type)
            case let type as any FixedWidthInteger.Type: number(type, bounds)
            case is Bool.Type: coin()
            case is Paise.Type: amount(from: (bounds as? LeastAmount)?.rawValue ?? 0)
            case is Timestamp.Type: moment(until: bounds as? MomentBounds ?? .stampCode)
            case is PSDKeyID.Type: PSDKeyID(serial: PSDSerial(number(0...UInt32.max)), life: number(1...UInt8.max))
            case is StateCode.Type: pick(StateCode.all)
            case is Article.Type: pick(["4", "5(h)(B)", "29", "123456789012", "40(b)"].compactMap { try? Article($0) })
            case is ProgramVersion.Type:
                pick(["0.0.0", "1.20.3", "65535.0.1-rc2", "0.1.0-dev"].compactMap { try? ProgramVersion($0) })
            case is FailureCode.Type: pick(Self.codes)
            case is String.Type: (bounds as? TextKind).map { text($0) }
            case is [UInt8].Type: (bounds as? ByteKind).map { string(length($0.lengths)) }
            default: nil
            }
        if let drawn = drawn as? F { return drawn }
        Issue.record("\(F.self) can't be drawn yet")
        return F.sample(bounds)
    }

    /// Every code that crosses a border, and one of a newer version.
    private static let codes =
        FailureCodeGroup.crossing.flatMap(\.codes) + ["of_a_newer_version"].compactMap(FailureCode.init(rawValue:))

    private mutating func pick<Value>(_ values: [Value]) -> Value {
        values[Int.random(in: 0..<values.count, using: &generator)]
    }

    private mutating func coin() -> Bool { Bool.random(using: &generator) }

    private mutating func string(_ count: Int) -> [UInt8] {
        (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
    }

    /// Mostly short: some tests cut a message at each of its bytes.
    private mutating func length(_ range: ClosedRange<Int>) -> Int {
        Int.random(in: 0...19, using: &generator) == 0
            ? range.upperBound : number(range.lowerBound...min(range.upperBound, range.lowerBound + 40))
    }

    private mutating func bytes<B: ByteValue>(_ type: B.Type) -> Any { B(unchecked: string(B.length)) }

    private mutating func name<N: NamedText>(_ type: N.Type) -> Any { N(unchecked: pick(["B700-0001", "M", "0-0"])) }

    private mutating func word<W: Word>(_ type: W.Type) -> Any { pick(Array(W.allCases)) }

    private mutating func number<N: FixedWidthInteger>(_ type: N.Type, _ bounds: Any) -> Any? {
        (bounds as? ClosedRange<N>).map { number($0) }
    }

    private mutating func number<N: FixedWidthInteger>(_ range: ClosedRange<N>) -> N {
        switch Int.random(in: 0...4, using: &generator) {
        case 0: range.lowerBound
        case 1: range.upperBound
        default: N.random(in: range, using: &generator)
        }
    }

    private mutating func amount(from least: Int64) -> Paise {
        Paise(coin() ? number(least...Int64.max) : Int64.random(in: least...10_000_000_000, using: &generator))
    }

    private mutating func moment(until bounds: MomentBounds) -> Timestamp {
        Timestamp(number(0...(bounds == .calendar ? 253_402_300_799 : Int64(UInt32.max))))
    }

    private mutating func text(_ kind: TextKind) -> String {
        switch kind {
        case .host: pick(["localhost", "a.example", "ES-MAD.example", "::1", "127.0.0.1"])
        case .path: pick(["/", "/csd/dstproduct", "/a;b=c&d'(e)%20~!$*+,:@"])
        case .stampPrefix: pick(["A/", "HTTPS://VERIFY.EXAMPLE/V/", String(repeating: "Z", count: 54)])
        case .sentence: pick(["", "Not enough money: ₹4,999.50 < ₹5,000 & no more.", "मुद्रांक शुल्क", "]]> “a” 'b' \"c\""])
        }
    }
}
