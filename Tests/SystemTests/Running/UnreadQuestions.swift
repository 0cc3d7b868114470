import Foundation
import ProgramRunning

/// What a server that stands still has been sent and has not read.
enum UnreadQuestions {
    /// Whether any connection to a port on which the process listens holds bytes.
    static func arePending(at process: Int32) throws -> Bool {
        let files = "/proc/\(process)/fd"
        let open = Set(
            try FileManager.default.contentsOfDirectory(atPath: files).compactMap {
                try? FileManager.default.destinationOfSymbolicLink(atPath: "\(files)/\($0)")
            })
        let sockets = ListedSocket.all("tcp", of: process)
        let ports = Set(
            sockets.filter { $0.state == ListedSocket.listening && open.contains("socket:[\($0.inode)]") }.map(\.port))
        // What waits to be accepted belongs to nobody yet, so it is found by its port.
        return sockets.contains {
            $0.state != ListedSocket.listening && $0.unreadBytes > 0 && ports.contains($0.port)
        }
    }
}
