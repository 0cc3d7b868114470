import DutyModel
import Foundation

extension PublisherTrust {
    /// As files carry it.
    public var json: [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        // Strings and numbers alone always have a JSON form.
        return ((try? encoder.encode(self)).map(Array.init) ?? []) + [0x0A]
    }

    /// Reads what `json` writes; nil for anything else, and where neither a root nor a key is named.
    public init?(json: some Collection<UInt8>) {
        guard let trust = try? JSONDecoder().decode(Self.self, from: Data(json)), !trust.name.isEmpty else {
            return nil
        }
        self = trust
    }
}
