import Crypto
import DutyModel
import Exchanges
import Foundation
import Signing
import Testing

/// Public keys for which anybody can sign.
@Suite struct SmallOrderKeyTests {
    /// Every encoding of a point of small order, with either sign of x, in hexadecimal.
    private static let encodings: [String] = {
        let ordinates = [
            "00" + zeros + "00", "01" + zeros + "00", "ec" + ones + "7f",
            "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
            "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
            "ed" + ones + "7f", "ee" + ones + "7f",
        ]
        return ordinates.flatMap { ordinate in
            let last = UInt8(ordinate.suffix(2), radix: 16) ?? 0
            return [ordinate, ordinate.dropLast(2) + String(last | 0x80, radix: 16)]
        }
    }()
    private static let zeros = String(repeating: "00", count: 30)
    private static let ones = String(repeating: "ff", count: 30)

    /// The neutral point as R, and 0 as S: good for a key of small order wherever the hash is a multiple of that order.
    private static let signature = SignatureBytes(
        unchecked: [1] + Array(repeating: 0, count: SignatureBytes.length - 1))

    private func form(_ number: UInt64) -> CanonicalForm {
        var form = CanonicalForm(context: .impression)
        form.append(number: number)
        return form
    }

    @Test(arguments: encodings)
    func `no signature by a key of small order is good, whatever the library says`(hex: String) throws {
        let key = try PublicKeyBytes(hex: hex)
        #expect(key.isOfSmallOrder)
        #expect(throws: DutyFailure(.keyWeak, "")) { try key.requireStrong() }
        let library = try? Curve25519.Signing.PublicKey(rawRepresentation: key.bytes)
        var forged = 0
        for number in 0..<UInt64(64) {
            let form = form(number)
            if library?.isValidSignature(Self.signature.bytes, for: form.bytes) ?? false { forged += 1 }
            #expect(!Ed25519Verifier().isValid(Self.signature, over: form, by: key))
        }
        // With the checks of the library alone, one message in eight at least could be signed without a key.
        #expect(forged > 0)
    }

    @Test func `a key that was made is a strong one`() throws {
        for _ in 0..<64 {
            let key = Ed25519Signer().publicKey
            #expect(!key.isOfSmallOrder)
            try key.requireStrong()
        }
        #expect(!(try PublicKeyBytes(hex: "02" + Self.zeros + "00")).isOfSmallOrder)
        #expect(!(try PublicKeyBytes(hex: "ef" + Self.ones + "7f")).isOfSmallOrder)
    }
}
