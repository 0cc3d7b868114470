import ConnectivityGuide
import Foundation

/// Compares guide and original both ways.
struct GuideComparison {
    let original: OriginalText
    private let named: OriginalEndpoints
    private let claims: [String: [OriginalPlace]]

    /// Looks up once where the words of the guide stand; comparisons with parts of the guide are then quick.
    init(original: OriginalText, guide: ConnectivityGuide) {
        self.original = original
        named = OriginalEndpoints(original)
        let words = Set(guide.entries.flatMap(\.source))
        claims = Dictionary(uniqueKeysWithValues: words.map { ($0, original.places(of: $0)) })
    }

    /// Every disagreement, in a sentence that holds the words; none when guide and original agree.
    func disagreements(with guide: ConnectivityGuide) -> [String] {
        namedOnOneSide(guide) + wordsOnOneSide(guide)
    }

    /// Endpoints, URL forms and ports that only one of the two names.
    func namedOnOneSide(_ guide: ConnectivityGuide) -> [String] {
        let endpoints = Set(guide.endpoints.map(\.name))
        let forms = Set(guide.urlForms.map { "\($0.method) \($0.form)" })
        let ports = Set(guide.portRules.map { Int($0.port) })
        var found = named.endpoints.subtracting(endpoints).map { "only in the original: \($0)" }
        found += endpoints.subtracting(named.endpoints).map { "only in the guide: \($0)" }
        found += named.urlForms.symmetricDifference(forms).map { "URL form on one side: \($0)" }
        found += named.ports.symmetricDifference(ports).map { "port on one side: \($0)" }
        return found.sorted()
    }

    /// Source words that the original lacks, and words of the original guide that no entry claims.
    func wordsOnOneSide(_ guide: ConnectivityGuide) -> [String] {
        var lines = original.lines.map { Array($0.utf8) }
        var found: [String] = []
        for entry in guide.entries {
            if entry.source.isEmpty { found.append("without source: \(entry.id)") }
            for words in entry.source {
                let places = claims[words] ?? []
                if places.isEmpty { found.append("not in the original: “\(words)” of \(entry.id)") }
                for place in places {
                    lines[place.line].replaceSubrange(
                        place.range, with: repeatElement(UInt8(ascii: " "), count: place.range.count))
                }
            }
        }
        for line in lines {
            let rest = String(decoding: line, as: UTF8.self)
            if rest.contains(where: { $0.isLetter || $0.isNumber }) {
                found.append("left over: “\(rest.trimmingCharacters(in: .whitespaces))”")
            }
        }
        return found
    }
}

/// Where words stand in the original.
struct OriginalPlace {
    /// The line's index.
    let line: Int
    /// The bytes of the line.
    let range: Range<Int>
}

extension OriginalText {
    /// Words that are a whole line stand in such lines alone; others wherever they are not part of a longer
    /// word or host name.
    func places(of words: String) -> [OriginalPlace] {
        let whole = lines.indices.filter { lines[$0] == words }
        if !whole.isEmpty { return whole.map { OriginalPlace(line: $0, range: 0..<words.utf8.count) } }
        return lines.indices.flatMap { index in
            let line = lines[index]
            return line.ranges(of: words).filter { Self.standsWhole($0, in: line) }.map { range in
                let from = line.utf8.distance(from: line.startIndex, to: range.lowerBound)
                return OriginalPlace(line: index, range: from..<from + words.utf8.count)
            }
        }
    }

    private static func standsWhole(_ range: Range<String.Index>, in line: String) -> Bool {
        func joins(_ character: Character?, _ marks: String) -> Bool {
            character.map { $0.isLetter || $0.isNumber || marks.contains($0) } ?? false
        }
        return !joins(line[..<range.lowerBound].last, "-.") && !joins(line[range.upperBound...].first, "-")
    }
}
