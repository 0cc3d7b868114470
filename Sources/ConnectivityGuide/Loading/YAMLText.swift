import DutyModel
import Yams

/// The text of a YAML file before it is believed: its size, its syntax, and no anchors.
struct YAMLText {
    /// The most bytes a file may have; the largest built-in one has less than a tenth of it.
    static let largestBytes = 1_048_576

    let text: String
    let fileName: String

    /// The one document of the text. Throws `guide_malformed` and names the line.
    func root() throws(DutyFailure) -> StrictNode {
        guard text.utf8.count <= Self.largestBytes else {
            throw DutyFailure(
                .guideMalformed, "\(fileName) is larger than \(Self.largestBytes) bytes.",
                remedy: "Give a guide file.")
        }
        try refuseAnchors()
        do {
            guard let node = try compose(yaml: text, .basic, .default, .utf8) else {
                throw DutyFailure(.guideMalformed, "\(fileName) is empty.", remedy: "Give a guide file.")
            }
            return StrictNode(node: node, fileName: fileName)
        } catch let failure as DutyFailure {
            throw failure
        } catch {
            throw Self.failure(error, fileName)
        }
    }

    /// Anchors and aliases are refused before parsing: a few of them expand to more nodes than fit in
    /// memory, and a guide needs none. The check knows no quotes, so `&` must not begin a word anywhere.
    private func refuseAnchors() throws(DutyFailure) {
        var line = 1
        var before: Unicode.Scalar = "\n"
        var pending = false
        for scalar in text.unicodeScalars {
            if pending, !scalar.properties.isWhitespace {
                throw DutyFailure(.guideMalformed, "\(fileName), line \(line): a word begins with “&”.")
            }
            pending = scalar == "&" && !(before.properties.isAlphabetic || before == "." || ("0"..."9") ~= before)
            if scalar == "\n" { line += 1 }
            before = scalar
        }
    }

    private static func failure(_ error: any Error, _ fileName: String) -> DutyFailure {
        switch error {
        case YamlError.scanner(_, let problem, let mark, _), YamlError.parser(_, let problem, let mark, _),
            YamlError.composer(_, let problem, let mark, _):
            DutyFailure(.guideMalformed, "\(fileName), line \(mark.line): not YAML: \(problem).")
        case YamlError.duplicatedKeysInMapping(let keys, let context):
            DutyFailure(
                .guideDoubled,
                "\(fileName), line \(context.mark.line): the key “\(keys.first?.prefix(64) ?? "")” stands twice.")
        case YamlError.reader(let problem, _, _, _):
            DutyFailure(.guideMalformed, "\(fileName): not text in UTF-8: \(problem).", remedy: "Give a guide file.")
        default:
            DutyFailure(.guideMalformed, "\(fileName): not YAML.", remedy: "Give a guide file.")
        }
    }
}
