import Foundation

/// One Markdown document of the project, with the commands that it shows.
struct Document {
    /// Path from the package's folder.
    let path: String
    let text: String

    /// The package's folder, found from where this source file stands.
    static let packageFolder = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// The text of a file of the package.
    static func text(of path: String) throws -> String {
        try String(contentsOf: packageFolder.appending(path: path), encoding: .utf8)
    }

    /// Every document a reader may open: those in the package's folder and those under `docs`.
    static func all() throws -> [Document] {
        let files = FileManager.default
        var paths = try files.contentsOfDirectory(atPath: packageFolder.path)
        let docs = packageFolder.appending(path: "docs").path
        paths += (files.enumerator(atPath: docs)?.compactMap { $0 as? String } ?? []).map { "docs/" + $0 }
        return try paths.filter { $0.hasSuffix(".md") }.sorted().map { path in
            Document(path: path, text: try text(of: path))
        }
    }

    /// The fenced blocks, in order.
    var blocks: [FencedBlock] {
        var blocks: [FencedBlock] = []
        var open: FencedBlock?
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            if line.hasPrefix("```") {
                if let block = open {
                    blocks.append(block)
                    open = nil
                } else {
                    let words = line.dropFirst(3).split(separator: " ").map(String.init)
                    open = FencedBlock(path: path, line: index + 1, words: words, body: "")
                }
            } else if open != nil {
                open?.body += line + "\n"
            }
        }
        return blocks
    }

    /// Text between single backticks, outside fenced blocks.
    var codeSpans: [String] {
        proseLines.flatMap { line in
            line.split(separator: "`", omittingEmptySubsequences: false).enumerated()
                .filter { $0.offset % 2 == 1 }.map { String($0.element) }
        }
    }

    /// Where `[text](target)` leads, without the fragment, for targets inside the package.
    var localLinks: [String] {
        proseLines.flatMap { line in
            line.matches(of: /\]\(([^)\s]+)\)/).map { String($0.1) }
                .filter { !$0.contains("://") && !$0.hasPrefix("#") && !$0.hasPrefix("mailto:") }
                .map { String($0.prefix { $0 != "#" }) }
        }
    }

    /// The same, as paths from the package's folder.
    var linkedPaths: Set<String> {
        let folder = Self.packageFolder.appending(path: path).deletingLastPathComponent()
        let root = Self.packageFolder.standardizedFileURL.path + "/"
        return Set(localLinks.map { folder.appending(path: $0).standardizedFileURL.path.replacing(root, with: "") })
    }

    private var proseLines: [Substring] {
        var fenced = false
        return text.split(separator: "\n", omittingEmptySubsequences: false).filter { line in
            if line.hasPrefix("```") { fenced.toggle() }
            return !fenced && !line.hasPrefix("```")
        }
    }
}

/// A fenced block: the words behind its opening fence say what it is and how a test treats it.
struct FencedBlock {
    /// How the tests treat a shell block.
    enum Treatment: Equatable {
        /// Run in order, with the other blocks of the same scenario.
        case scenario(String)
        /// Each line is a program that goes on running; the test of that name starts them.
        case running(String)
        /// Calls of `make`; each must be a target of the Makefile. The build server runs them, not a test.
        case make
        /// Not run, because it goes on for ever or needs what a test has not; its options are still checked.
        case shown
    }

    let path: String
    /// Line of the opening fence, from 1.
    let line: Int
    let words: [String]
    var body: String

    var isShell: Bool { words.first == "sh" }

    /// `nil` when a shell block carries no word that the tests know, which is a mistake in the document.
    var treatment: Treatment? {
        guard isShell, words.count == 2 else { return nil }
        if words[1] == "make" { return .make }
        if words[1] == "shown" { return .shown }
        let parts = words[1].split(separator: "=")
        guard parts.count == 2 else { return nil }
        switch parts[0] {
        case "scenario": return .scenario(String(parts[1]))
        case "running": return .running(String(parts[1]))
        default: return nil
        }
    }
}
