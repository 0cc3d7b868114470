import DutyModel
import Exchanges

/// The text in the QR code of a stamp. Exactly what a machine writes is accepted, and nothing else:
///
/// ```
/// code      = prefix body
/// prefix    = one of the verify prefixes, at most 54 characters, ends in "/"
/// body      = 143…160 of A–Z 2–7; base32 (RFC 4648, no "=") of: record signature
/// record    = version=1 (1) serial (4) life (1) counter (4) paise (8) seconds (4) state (2) article (1…12)
/// signature = Ed25519 over "dutymark.impression.v1" and the record (64)
/// ```
///
/// Numbers are big endian; life, counter and paise are above zero. So a code holds at most 100 bytes and 214
/// characters, fits QR version 8 at level M in alphanumeric mode, and one impression has one code.
public enum StampCode {
    /// The most characters a code may have; checked before anything else is looked at.
    public static let longestCharacters = VerifyPrefix.longestCharacters + bodyCharacters.upperBound

    /// The text of this impression.
    ///
    /// - Throws: `value_malformed` where the record could not be read back as it is: a moment outside 1970 to
    ///   2106, a value, counter or life that is not above zero.
    public static func encode(_ stamp: SignedStamp, prefix: VerifyPrefix) throws(DutyFailure) -> String {
        let record = stamp.record.compactBytes
        guard let readBack = try? StampRecord(compactBytes: record), readBack == stamp.record else {
            throw DutyFailure(.valueMalformed, "Impression \(stamp.record.counter) does not fit a stamp code.")
        }
        return prefix.text + Base32.encode(record + stamp.signature.bytes)
    }

    /// The impression this text holds. Its signature is not checked here; see `StampVerifier`.
    ///
    /// - Throws: `code_malformed`, `code_prefix_foreign` or `code_not_canonical`.
    public static func decode(_ text: String, prefixes: [VerifyPrefix]) throws(DutyFailure) -> SignedStamp {
        try requireCharacters(text)
        let bodyStart = text.lastIndex(of: "/").map(text.index(after:)) ?? text.startIndex
        guard let prefix = prefixes.first(where: { $0.text == text[..<bodyStart] }) else {
            throw DutyFailure(
                .codePrefixForeign,
                "The code points to “\(text[..<bodyStart])”, which is not a verify page of the key list.")
        }
        let stamp = try decode(body: text[bodyStart...])
        guard (try? encode(stamp, prefix: prefix)) == text else { throw notCanonical }
        return stamp
    }

    /// Whether a text has the outer form of a stamp code, of whatever verify page: good enough to tell it from
    /// the other QR codes on a sheet, and for nothing else.
    public static func hasOuterForm(_ text: String) -> Bool {
        guard (try? requireCharacters(text)) != nil, let slash = text.lastIndex(of: "/") else { return false }
        return bodyCharacters.contains(text[slash...].utf8.count - 1) && (try? VerifyPrefix(text[...slash])) != nil
    }

    private static let bodyCharacters: ClosedRange<Int> = {
        let lengths = StampRecord.compactLengths
        let signature = SignatureBytes.length
        return Base32.length(
            ofBytes: lengths.lowerBound + signature)...Base32.length(ofBytes: lengths.upperBound + signature)
    }()

    private static var notCanonical: DutyFailure {
        DutyFailure(.codeNotCanonical, "The code is not written as a machine writes it.")
    }

    /// Length first, then the set of characters; small letters are named for what they are.
    private static func requireCharacters(_ text: String) throws(DutyFailure) {
        let length = text.utf8.count
        guard length <= longestCharacters else {
            throw DutyFailure(.codeMalformed, "A text of \(length) characters is too long to be a stamp code.")
        }
        guard !text.utf8.allSatisfy(VerifyPrefix.allows) else { return }
        if text.utf8.allSatisfy({ VerifyPrefix.allows($0) || (0x61...0x7A).contains($0) }) {
            throw DutyFailure(.codeNotCanonical, "The code holds small letters; a machine writes capital letters only.")
        }
        throw DutyFailure(.codeMalformed, "The code holds a character that no stamp code has.")
    }

    private static func decode(body: Substring) throws(DutyFailure) -> SignedStamp {
        let length = body.utf8.count
        guard length >= bodyCharacters.lowerBound else {
            throw DutyFailure(.codeMalformed, "The code is cut: \(length) characters after the address are too few.")
        }
        guard length <= bodyCharacters.upperBound else {
            throw DutyFailure(.codeMalformed, "\(length) characters after the address are too many for a stamp code.")
        }
        let bytes: [UInt8]
        do {
            bytes = try Base32.decode(body.utf8)
        } catch {
            switch error {
            case .foreignCharacter:
                throw DutyFailure(
                    .codeMalformed, "The code holds a character that no stamp code has after its address.")
            case .notCanonical: throw notCanonical
            }
        }
        let recordBytes = Array(bytes.dropLast(SignatureBytes.length))
        return SignedStamp(
            record: try StampRecord(compactBytes: recordBytes),
            signature: SignatureBytes(unchecked: bytes.suffix(SignatureBytes.length)))
    }
}
