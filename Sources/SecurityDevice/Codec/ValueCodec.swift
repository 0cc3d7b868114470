import DutyModel
import Exchanges

extension BinaryReader {
    /// A reader of what the journal holds, which throws `journal_damaged`.
    init(journal bytes: ArraySlice<UInt8>) {
        self.init(bytes, refusing: .journalDamaged, "The journal of the security device holds what it never writes.")
    }
}

extension ClockReading: Described {
    @usableFromInline package static let element: StaticString = "reading"

    @usableFromInline package static func visit<V: Visitor>(_ value: Self?, _ v: inout V) throws(V.Refusal) -> Self {
        ClockReading(
            wall: try v.field("wall", value?.wall),
            bootSeconds: try v.field("bootSeconds", value?.bootSeconds, Int64.min...Int64.max))
    }
}

extension AskedQuestion: Described {
    static let element: StaticString = "question"

    static func visit<V: Visitor>(_ value: Self?, _ v: inout V) throws(V.Refusal) -> Self {
        AskedQuestion(
            nonce: try v.field("nonce", value?.nonce),
            statementCounter: try v.field("statementCounter", value?.statementCounter, 0...UInt64.max))
    }
}

extension OutstandingRefill: Described {
    static let element: StaticString = "outstandingRefill"

    static func visit<V: Visitor>(_ value: Self?, _ v: inout V) throws(V.Refusal) -> Self {
        OutstandingRefill(
            operation: try v.element(value?.operation), asked: try v.optional(value?.asked, .optional, ""))
    }
}

extension OutstandingInspection: Described {
    static let element: StaticString = "outstandingInspection"

    static func visit<V: Visitor>(_ value: Self?, _ v: inout V) throws(V.Refusal) -> Self {
        OutstandingInspection(id: try v.field("id", value?.id), asked: try v.optional(value?.asked, .optional, ""))
    }
}

extension InspectionPeriod: Described {
    static let element: StaticString = "inspectionPeriod"

    static func visit<V: Visitor>(_ value: Self?, _ v: inout V) throws(V.Refusal) -> Self {
        InspectionPeriod(
            due: try v.field("due", value?.due),
            impressions: try v.field("impressions", value?.impressions, 0...UInt64.max),
            value: try v.field("value", value?.value, .zero))
    }
}

extension BegunDrawing: Described {
    @usableFromInline package static let element: StaticString = "begunDrawing"

    @usableFromInline package static func visit<V: Visitor>(_ value: Self?, _ v: inout V) throws(V.Refusal) -> Self {
        BegunDrawing(format: try v.field("format", value?.format), content: try v.field("content", value?.content))
    }
}

extension SpoiledPrint: Described {
    static let element: StaticString = "spoiledPrint"

    static func visit<V: Visitor>(_ value: Self?, _ v: inout V) throws(V.Refusal) -> Self {
        SpoiledPrint(
            declaration: try v.element(value?.declaration),
            isAcknowledged: try v.field("isAcknowledged", value?.isAcknowledged))
    }
}

extension LicensedKeys: Described {
    static let element: StaticString = "licensedKeys"

    static func visit<V: Visitor>(_ value: Self?, _ v: inout V) throws(V.Refusal) -> Self {
        LicensedKeys(
            funds: try v.field("funds", value?.funds), transactions: try v.field("transactions", value?.transactions))
    }
}

extension DrawingNumber: Storable {
    @usableFromInline package func append(to binary: inout BinaryWriter) { binary.append(rawValue) }

    @usableFromInline package init(from binary: inout BinaryReader) throws(DutyFailure) {
        guard let number = Self(rawValue: try binary.next()) else { throw binary.damaged }
        self = number
    }
}

extension ServiceRoot: Storable {
    @usableFromInline package func append(to binary: inout BinaryWriter) {
        binary.append(generation)
        for key in keys { binary.append(key) }
    }

    @usableFromInline package init(from binary: inout BinaryReader) throws(DutyFailure) {
        let generation: UInt64 = try binary.next()
        var keys: [PublicKeyBytes] = []
        for _ in 0..<ServiceRoot.keyCount { keys.append(try binary.next()) }
        guard let root = try? ServiceRoot(generation: generation, keys: keys) else { throw binary.damaged }
        self = root
    }
}

extension BinaryWriter {
    /// Appends a tag, then the parts that stand behind it.
    mutating func append<each Part: Storable>(tag: UInt8, _ parts: repeat each Part) {
        append(tag)
        repeat (each parts).append(to: &self)
    }

    /// Appends parts, one behind the other.
    mutating func append<First: Storable, Second: Storable, each Part: Storable>(
        _ first: First, _ second: Second, _ parts: repeat each Part
    ) {
        append(first)
        append(second)
        repeat (each parts).append(to: &self)
    }
}
