import Foundation

/// What a server that stands still has been sent and has not read.
enum UnreadQuestions {
    /// Whether any connection to a port on which the process listens holds bytes; Linux alone can say it, in
    /// /proc/net/tcp (proc_net_tcp in its documentation).
    static func wait(for process: Int32) throws -> Bool {
        let rows = try String(contentsOfFile: "/proc/net/tcp", encoding: .utf8).split(separator: "\n").dropFirst()
            .map(Row.init)
        let files = "/proc/\(process)/fd"
        let open = try FileManager.default.contentsOfDirectory(atPath: files).compactMap {
            try? FileManager.default.destinationOfSymbolicLink(atPath: "\(files)/\($0)")
        }
        let sockets = Set(open)
        let ports = Set(rows.filter { $0.isListening && sockets.contains("socket:[\($0.inode)]") }.map(\.port))
        return rows.contains { !$0.isListening && $0.hasUnread && ports.contains($0.port) }
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
