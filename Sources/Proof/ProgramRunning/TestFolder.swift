import Foundation

/// Folders of tests and what they put beside them, taken away when the process ends.
public enum TestFolder {
    /// Makes an empty folder whose name begins with what it is for. It stays until the process ends, however long a
    /// database or a server that a test doesn't wait for still writes there.
    public static func make(_ subject: String) throws -> URL {
        let folder = root.appending(path: "\(subject)-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return folder
    }

    private static let root: URL = {
        atexit { try? FileManager.default.removeItem(at: TestFolder.place) }
        return place
    }()

    private static let place = FileManager.default.temporaryDirectory.appending(
        path: "dutymark-tests-\(ProcessInfo.processInfo.processIdentifier)")
}
