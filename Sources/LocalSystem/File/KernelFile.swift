import Foundation

/// Files that the kernel writes while they are read, as in `/proc` (proc(5)).
///
/// They say that they have no length and give a page at a time, so Foundation's way of reading a whole file into a
/// string ends after their first page.
public enum KernelFile {
    /// The text of one, up to so many bytes; nil where it cannot be read.
    public static func text(_ path: String, mostBytes: Int = 1 << 20) -> String? {
        guard let handle = FileHandle(forReadingAtPath: path) else { return nil }
        defer { try? handle.close() }
        guard let bytes = try? handle.read(upToCount: mostBytes) else { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }
}
