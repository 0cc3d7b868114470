import Foundation
import Testing

/// A document under `docs/reference` that is made from the program.
struct ReferencePage {
    /// The package's folder, found from where this source file stands.
    static let packageFolder = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// The file's name.
    let name: String

    private var file: URL { Self.packageFolder.appending(path: "docs/reference/\(name)") }

    /// Compares the file with what the program makes of it; with `DUTYMARK_WRITE_REFERENCE=1` it is written first.
    func expect(_ text: String) throws {
        if ProcessInfo.processInfo.environment["DUTYMARK_WRITE_REFERENCE"] == "1" {
            try text.write(to: file, atomically: true, encoding: .utf8)
        }
        let held = try String(contentsOf: file, encoding: .utf8)
        #expect(held == text, "\(name) is old; run the test with DUTYMARK_WRITE_REFERENCE=1, which writes it")
    }

    /// Every Swift file of the program.
    static func sources() throws -> [String] {
        let folder = packageFolder.appending(path: "Sources")
        let paths = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String } ?? []
        return try paths.filter { $0.hasSuffix(".swift") }.map {
            try String(contentsOf: folder.appending(path: $0), encoding: .utf8)
        }
    }
}
