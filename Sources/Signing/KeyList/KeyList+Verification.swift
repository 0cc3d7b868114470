import DutyModel
import Foundation

extension KeyList {
    /// Reads a key list file and checks its signature.
    ///
    /// - Parameter publisher: the publisher's key as it is known from elsewhere; without it the file's own key
    ///   is believed, which proves only that the file is whole.
    /// - Throws: `key_list_bad` for a file that is too long, is not of this form, holds an unknown key,
    ///   contradicts itself, comes from another publisher, or whose signature is not good.
    public static func verified(
        json: [UInt8], publisher: PublicKeyBytes? = nil, limits: KeyListLimits = KeyListLimits(),
        by verifier: some FormVerifier = Ed25519Verifier()
    ) throws(DutyFailure) -> KeyList {
        guard json.count <= limits.mostBytes else {
            throw DutyFailure(
                .keyListBad, "The key list has \(json.count) bytes; at most \(limits.mostBytes) are read.")
        }
        let list: KeyList
        do {
            list = try JSONDecoder().decode(KeyListFile.self, from: Data(json)).list()
        } catch {
            throw DutyFailure(.keyListBad, "The key list cannot be read: \(Self.sentence(of: error))")
        }
        try list.requireConsistency(limits: limits)
        if let publisher, publisher != list.publisher {
            throw DutyFailure(
                .keyListBad, "The key list comes from another publisher than the one that is trusted here.")
        }
        guard verifier.isValid(list.signature, over: list.signedForm, by: list.publisher) else {
            throw DutyFailure(.keyListBad, "The signature on the key list is not good.")
        }
        return list
    }

    /// What was wrong and where, without the decoder's own type names.
    private static func sentence(of error: any Error) -> String {
        func place(_ path: [any CodingKey]) -> String {
            path.isEmpty ? "the whole file" : path.map(\.stringValue).joined(separator: ".")
        }
        switch error {
        case let failure as DutyFailure: return failure.message
        case DecodingError.keyNotFound(let key, let context):
            return "“\(key.stringValue)” is missing in \(place(context.codingPath))."
        case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context):
            return "\(place(context.codingPath)) has the wrong kind of value."
        case DecodingError.dataCorrupted(let context):
            return "\(place(context.codingPath)) has the wrong form."
        default: return "it has the wrong form."
        }
    }
}
