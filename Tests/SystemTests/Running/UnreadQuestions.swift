import Foundation

/// What a server that stands still has been sent and has not read.
enum UnreadQuestions {
    /// Whether any connection to a port on which the process listens holds bytes; Linux alone can say it, in
    /// /proc/net/tcp (proc_net_tcp in its documentation).
    static func wait(for process: Int32) throws -> Bool {
        let rows = try table().split(separator: "\n").dropFirst().map(Row.init)
        let files = "/proc/\(process)/fd"
        let open = try FileManager.default.contentsOfDirectory(atPath: files).compactMap {
            try? FileManager.default.destinationOfSymbolicLink(atPath: "\(files)/\($0)")
        }
        let sockets = Set(open)
        let ports = Set(rows.filter { $0.isListening && sockets.contains("socket:[\($0.inode)]") }.map(\.port))
        return rows.contains { !$0.isListening && $0.hasUnread && ports.contains($0.port) }
    }

    /// Read to its end: it says that it has no length, and then a whole file at once is its first page.
    private static func table() throws -> String {
        let file = try FileHandle(forReadingFrom: URL(filePath: "/proc/net/tcp"))
        defer { try? file.close() }
        var bytes = Data()
        while let more = try file.read(upToCount: 65_536), !more.isEmpty { bytes += more }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// One line of the table.
    private struct Row {
        let port: Substring
        let isListening: Bool
        let hasUnread: Bool
        let inode: Substring

        init(_ line: Substring) {
            let words = line.split(separator: " ")
            port = words[1].suffix(4)
            isListening = words[3] == "0A"
            hasUnread = words[4].suffix(8) != "00000000"
            inode = words[9]
        }
    }
}
