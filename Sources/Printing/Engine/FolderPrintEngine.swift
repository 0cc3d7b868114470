import DutyModel
import Foundation

/// Prints into a folder: a PDF page and a PNG picture of each impression, named by key and item number;
/// specimens take the place of the one before.
public struct FolderPrintEngine: PrintEngine {
    private let folder: String
    private let printer = ImpressionPrinter()

    /// An engine that prints into this folder, which must exist.
    public init(folder: String) { self.folder = folder }

    /// Draws both files and makes them durable. Each appears whole or not at all.
    public func print(_ face: ImpressionFace) async throws(DutyFailure) {
        let path = folder + "/" + Self.fileName(of: face)
        try write(printer.pdf(face), to: path + ".pdf")
        try write(printer.png(face), to: path + ".png")
        let directory = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard directory >= 0 else { throw Self.unwritable(folder) }
        defer { close(directory) }
        guard fsync(directory) == 0 else { throw Self.unwritable(folder) }
    }

    /// The name of an impression's files, without their ending: `P00000042-1-17`.
    public static func fileName(of face: ImpressionFace) -> String {
        face.isSpecimen ? "specimen" : "\(face.record.psdKey)-\(face.record.counter)"
    }

    private func write(_ bytes: [UInt8], to path: String) throws(DutyFailure) {
        let temporary = path + ".new"
        let file = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw Self.unwritable(path) }
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes { all in
                Foundation.write(file, all.baseAddress.map { $0 + written }, all.count - written)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            written += count
        }
        guard written == bytes.count, fsync(file) == 0, rename(temporary, path) == 0 else {
            let failure = Self.unwritable(path)
            close(file)
            unlink(temporary)
            throw failure
        }
        close(file)
    }

    private static func unwritable(_ path: String) -> DutyFailure {
        let full = errno == ENOSPC || errno == EDQUOT
        let why = ErrorWords.of(errorNumber: errno)
        return DutyFailure(
            full ? .dataFull : .fileUnwritable, "\(path) could not be written: \(why).",
            remedy: "Make room or correct the permissions, then print the same impression once more.")
    }
}
