import DutyModel
import Foundation
import Yams

/// The text of a YAML file before it is believed: its size, its syntax, and no anchors.
package struct YAMLText {
    /// The most bytes a file may have; the largest built-in one has less than a tenth of it.
    package static let largestBytes = 1_048_576

    let text: String
    let fileName: String
    let kind: StrictFileKind

    /// A text of a file of this name, which its failures name.
    package init(text: String, fileName: String, kind: StrictFileKind = .guide) {
        self.text = text
        self.fileName = fileName
        self.kind = kind
    }

    /// The text of a file; throws `file_unreadable`, or says that it is not text.
    package init(file path: String, kind: StrictFileKind) throws(DutyFailure) {
        let data: Data
        // A named pipe would keep the opening waiting.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            throw DutyFailure(.fileUnreadable, "\(path) cannot be read: \(ErrorWords.of(errorNumber: errno)).")
        }
        let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        var facts = stat()
        guard fstat(descriptor, &facts) == 0, facts.st_mode & S_IFMT != S_IFIFO else {
            throw DutyFailure(.fileUnreadable, "\(path) cannot be read: it is a pipe.")
        }
        do {
            data = try handle.read(upToCount: Self.largestBytes + 1) ?? Data()
        } catch {
            throw DutyFailure(.fileUnreadable, "\(path) cannot be read: \(ErrorWords.of(error)).")
        }
        guard let text = String(bytes: data, encoding: .utf8) else {
            throw Self.malformed("\(path) is not text in UTF-8.", kind)
        }
        self.init(text: text, fileName: path, kind: kind)
    }

    /// The one document of the text. Throws `guide_malformed` and names the line.
    package func root() throws(DutyFailure) -> StrictNode {
        guard text.utf8.count <= Self.largestBytes else {
            throw Self.malformed("\(fileName) is larger than \(Self.largestBytes) bytes.", kind)
        }
        try refuseAnchors()
        do {
            guard let node = try compose(yaml: text, .basic, .default, .utf8) else {
                throw Self.malformed("\(fileName) is empty.", kind)
            }
            return StrictNode(node: node, fileName: fileName, kind: kind, key: "")
        } catch let failure as DutyFailure {
            throw failure
        } catch {
            throw Self.failure(error, fileName, kind)
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
                throw DutyFailure(kind.malformed, "\(fileName), line \(line): a word begins with “&”.")
            }
            pending = scalar == "&" && !(before.properties.isAlphabetic || before == "." || ("0"..."9") ~= before)
            if scalar == "\n" { line += 1 }
            before = scalar
        }
    }

    private static func malformed(_ message: String, _ kind: StrictFileKind) -> DutyFailure {
        switch kind {
        case .guide: DutyFailure(kind.malformed, message, remedy: "Give a guide file.")
        case .configuration: DutyFailure(kind.malformed, message)
        }
    }

    private static func failure(_ error: any Error, _ fileName: String, _ kind: StrictFileKind) -> DutyFailure {
        switch error {
        case YamlError.scanner(_, let problem, let mark, _), YamlError.parser(_, let problem, let mark, _),
            YamlError.composer(_, let problem, let mark, _):
            DutyFailure(kind.malformed, "\(fileName), line \(mark.line): not YAML: \(problem).")
        case YamlError.duplicatedKeysInMapping(let keys, let context):
            DutyFailure(
                kind == .guide ? .guideDoubled : .configInvalid,
                "\(fileName), line \(context.mark.line): the key “\(keys.first?.prefix(64) ?? "")” stands twice.")
        case YamlError.reader(let problem, _, _, _):
            malformed("\(fileName): not text in UTF-8: \(problem).", kind)
        default:
            malformed("\(fileName): not YAML.", kind)
        }
    }
}

extension StrictFileKind {
    /// The code of a file that is not even YAML.
    fileprivate var malformed: FailureCode {
        switch self {
        case .guide: .guideMalformed
        case .configuration: .configInvalid
        }
    }
}
