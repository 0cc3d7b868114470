import DutyModel
import Signing

/// One line of an act file: place, seconds of UTC, the hash that chains it to the line before, and the act in JSON.
struct ActLine: Hashable, Sendable {
    let act: PlacedAct
    /// SHA-256 over the line before and this one.
    let hash: ContentHash

    /// What the first line is chained to: the key of the funds service, so that no other back end's lines fit.
    static func root(of fundsKey: PublicKeyBytes) -> ContentHash {
        ContentHash(sha256: Array("dutymark.acts.v1 \(fundsKey.hex)".utf8))
    }

    init(_ act: PlacedAct, after previous: ContentHash) {
        self.act = act
        hash = ContentHash(
            sha256: Array("dutymark.act.v1 \(previous.hex) \(act.place) \(act.madeAt.seconds) \(act.text)".utf8))
    }

    /// The line as the file holds it.
    var text: String { "\(act.place) \(act.madeAt.seconds) \(hash.hex) \(act.text)\n" }

    /// What an act file holds.
    struct Content {
        /// The lines, each chained to the one before.
        var lines: [ActLine] = []
        /// Whether something stands in it that is neither a whole line nor the torn end of the last one.
        var isDamaged = false
        /// Whether it ends within a line.
        var isTorn = false
        /// Whether its first line is one, and is chained to another key.
        var isForeign = false
        /// Whether it begins with something that is neither a line of this back end nor the torn beginning of its first one.
        var isStranger = false
    }

    /// Reads a file's bytes, as far as the lines are chained.
    static func read(_ bytes: [UInt8], root: ContentHash) -> Content {
        var content = Content()
        var previous = root
        var rest = bytes[...]
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
            guard let line = ActLine(String(decoding: rest[..<end], as: UTF8.self), after: previous),
                line.act.place == Int64(content.lines.count) + 1
            else {
                content.isDamaged = true
                content.isForeign = content.lines.isEmpty && hasForm(String(decoding: rest[..<end], as: UTF8.self))
                content.isStranger = content.lines.isEmpty
                return content
            }
            content.lines.append(line)
            previous = line.hash
            rest = rest[rest.index(after: end)...]
        }
        // A write that was cut short leaves the beginning of one line.
        content.isTorn = !rest.isEmpty
        content.isDamaged = content.lines.isEmpty && content.isTorn
        content.isStranger = content.isDamaged && !rest.starts(with: "1 ".utf8)
        return content
    }

    /// Whether a text is a first line, to whatever it is chained.
    private static func hasForm(_ text: String) -> Bool {
        let parts = text.split(separator: " ", maxSplits: 3, omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "1" && Int64(parts[1]) != nil
            && (try? ContentHash(hex: String(parts[2]))) != nil
    }

    /// Nil for a text that is not the line behind `previous`.
    private init?(_ text: String, after previous: ContentHash) {
        let parts = text.split(separator: " ", maxSplits: 3, omittingEmptySubsequences: false)
        guard parts.count == 4, let place = Int64(parts[0]), let seconds = Int64(parts[1]) else { return nil }
        let act = PlacedAct(place: place, madeAt: Timestamp(seconds), text: String(parts[3]))
        self.init(act, after: previous)
        guard hash.hex == parts[2] else { return nil }
    }
}
