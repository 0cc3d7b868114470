import Foundation
import Testing

/// Programs of other people, run without a shell, that read what we print.
enum OutsideTool {
    /// A folder that is taken away after `body`.
    static func withFolder<Answer>(_ body: (URL) throws -> Answer) throws -> Answer {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
            "dutymark-print-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        return try body(folder)
    }

    /// Runs a program to its end: its exit status and what it wrote to standard output.
    static func run(_ program: String, _ arguments: [String]) throws -> (status: Int32, output: String) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/\(program)")
        process.arguments = arguments
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let data = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: data, as: UTF8.self))
    }

    /// The text of a PDF, as it stands on the page.
    static func text(ofPDF pdf: [UInt8]) throws -> String {
        try withFolder { folder in
            let file = folder.appendingPathComponent("stamp.pdf")
            try Data(pdf).write(to: file)
            let result = try run("pdftotext", ["-layout", "-enc", "UTF-8", file.path, "-"])
            try #require(result.status == 0)
            return result.output
        }
    }

    /// The QR texts that zbarimg finds in a PDF rasterised by pdftoppm at 300 dpi.
    static func qrTexts(inPDF pdf: [UInt8]) throws -> [String] {
        try withFolder { folder in
            let file = folder.appendingPathComponent("stamp.pdf")
            try Data(pdf).write(to: file)
            let raster = try run(
                "pdftoppm", ["-r", "300", "-png", "-singlefile", file.path, folder.appendingPathComponent("s").path])
            try #require(raster.status == 0)
            let found = try run("zbarimg", ["--raw", "-q", folder.appendingPathComponent("s.png").path])
            // zbarimg ends with 4 where it finds nothing.
            try #require(found.status == 0 || found.status == 4)
            return found.output.split(separator: "\n").map(String.init)
        }
    }
}
