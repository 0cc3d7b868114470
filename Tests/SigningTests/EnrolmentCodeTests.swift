import DutyModel
import Exchanges
import Synchronization
import Testing

@testable import Signing

/// The code that an operator reads out: 120 random bits that are typed again without a slip passing unseen.
@Suite struct EnrolmentCodeTests {
    /// Numbers that follow each other in a way that a test can repeat.
    private final class Sequence: RandomSource {
        private let numbers: [UInt64]
        private let place = Mutex(0)
        init(_ numbers: [UInt64]) { self.numbers = numbers }
        func next() -> UInt64 {
            place.withLock { place in
                defer { place += 1 }
                return numbers[place % numbers.count]
            }
        }
    }

    private func code(_ seed: UInt64) -> EnrolmentCode {
        EnrolmentCode(random: Sequence((0..<4).map { (seed &+ $0 &+ 1) &* 0x9E37_79B9_7F4A_7C15 }))
    }

    @Test func `a code is six groups of five characters and reads back to itself, however it is typed`() throws {
        for seed in 0..<200 as Range<UInt64> {
            let code = code(seed)
            #expect(code.secret.count == 15 && code.invitation < 1 << 25)
            let groups = code.text.split(separator: "-")
            #expect(groups.count == 6 && groups.allSatisfy { $0.count == 5 })
            #expect(try EnrolmentCode(code.text) == code)
            #expect(try EnrolmentCode(" " + groups.joined(separator: " ").lowercased() + "\n") == code)
            #expect(try EnrolmentCode(groups.joined()) == code)
            let misread = code.text.replacing("0", with: "o").replacing("1", with: "l")
            #expect(try EnrolmentCode(misread) == code)
        }
    }

    @Test func `all bits of the random part are random`() {
        let codes = (0..<400 as Range<UInt64>).map { code($0) }
        #expect(Set(codes.map(\.secret)).count == codes.count)
        for bit in 0..<120 {
            let set = codes.filter { $0.secret[bit / 8] >> UInt8(bit % 8) & 1 == 1 }.count
            #expect((100...300).contains(set), "bit \(bit) is set in \(set) of \(codes.count) codes")
        }
        // The system's randomness gives another one each time.
        #expect(EnrolmentCode(random: SystemRandomSource()) != EnrolmentCode(random: SystemRandomSource()))
    }

    @Test func `every single wrong character and every two that changed places are seen`() throws {
        let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ")
        let typed = Array(code(7).text.filter { $0 != "-" })
        for place in typed.indices {
            for other in alphabet where other != typed[place] {
                var wrong = typed
                wrong[place] = other
                #expect(throws: DutyFailure(.valueMalformed, "")) { try EnrolmentCode(String(wrong)) }
            }
            for later in typed.indices where later > place && typed[later] != typed[place] {
                var swapped = typed
                swapped.swapAt(place, later)
                #expect(throws: DutyFailure(.valueMalformed, "")) { try EnrolmentCode(String(swapped)) }
            }
        }
    }

    @Test func `what is no code is refused, and never repeated`() throws {
        let good = code(3).text
        for text in [
            "", "-", String(good.dropLast()), good + "0", good + good, good.replacing("-", with: "_"),
            "U" + good.dropFirst(),
            String(repeating: "7", count: 5_000), "😀" + good.dropFirst(),
        ] {
            do {
                _ = try EnrolmentCode(text)
                Issue.record("\(text) was read")
            } catch {
                #expect(error.code == .valueMalformed)
                #expect(text.count < 4 || !error.description.contains(text.prefix(12)))
            }
        }
    }

    @Test func `a MAC is its party's, its code's and its form's alone`() throws {
        let (secret, other) = (EnrolmentSecret(code(1)), EnrolmentSecret(code(2)))
        var form = CanonicalForm(context: .enrolmentRequest)
        form.append(text: "one")
        var changed = CanonicalForm(context: .enrolmentRequest)
        changed.append(text: "two")
        let mac = secret.mac(by: .machine, over: form)
        #expect(secret.isValid(mac, by: .machine, over: form))
        #expect(!secret.isValid(mac, by: .service, over: form), "a MAC that is sent back proves nothing")
        #expect(!secret.isValid(mac, by: .machine, over: changed))
        #expect(!other.isValid(mac, by: .machine, over: form))
        #expect(!secret.isValid(.zero, by: .machine, over: form))
        for bit in 0..<256 {
            var bytes = mac.bytes
            bytes[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(!secret.isValid(ContentHash(unchecked: bytes), by: .machine, over: form))
        }
        // What is kept is enough for the MACs, and the number of the invitation is part of it.
        #expect(EnrolmentSecret(kept: secret.kept) == secret)
        #expect(!secret.kept.bytes.starts(with: code(1).secret))
    }

    /// Both ends of different versions must agree for ever.
    @Test func `code, secret and MACs are the published ones`() throws {
        let code = EnrolmentCode(random: Sequence([0x0123_4567_89AB_CDEF, 0xFEDC_BA98_7654_3210, 1, 2]))
        let secret = EnrolmentSecret(code)
        let form = try #require(try SampleForms.enrolment().first).form
        #expect(
            [code.text, secret.kept.hex, secret.mac(by: .machine, over: form).hex] == Self.published)
    }

    /// Made by other programs: Python's own HMAC, and HKDF of its package cryptography.
    private static let published = [
        "XZ6TQ-CX2J6-08G69-A7D65-TVKZ0-2000T", "ffffa2e3e9d05df22589d75a6701636e6a86fbdad7a59b6f08ca3fa06185814f",
        "ca6a91539434d7b244f2208834d387dcbfb6408ee5755807412b566b33cb2959",
    ]
}
