import DutyModel
import Foundation
import Glibc
import ProgramRunning

/// The process that holds a lab together: the first of a process namespace of its own, with mounts of its own.
///
/// It reads from a pipe whose other end this process alone holds. However this process ends, the pipe breaks, the hub
/// ends, and the kernel then ends every process of the lab; with them go their network namespaces and the lab's
/// folder, which is a file system in memory that only the lab sees. Nothing is left to tidy up.
final class LabHub {
    /// The lab's folder, as its own programs see it.
    static let folder = "/mnt/dutymark-lab"
    /// Where the file system in memory stands; it hides what is there from the lab's programs alone.
    private static let mountPoint = "/mnt"
    /// The largest that the lab's folder may grow.
    private static let folderMegabytes = 512

    private let process: Process
    private let lifeline = Pipe()
    let processID: Int32

    /// Starts the hub; throws `lab_unavailable` where this computer or user does not allow it.
    init() throws(DutyFailure) {
        // Programs of the lab know each other by the numbers of its own process namespace, so /proc must show those.
        let script =
            "mount -t proc proc /proc && mount -t tmpfs -o mode=755,size=\(Self.folderMegabytes)m dutymark-lab \(Self.mountPoint)"
            + " && mkdir \(Self.folder) && echo up && exec cat"
        let words = ["--pid", "--fork", "--kill-child", "--mount", "--", "sh", "-c", script]
        process = Process(URL(filePath: "/usr/bin/unshare"), words, nil, [:])
        process.standardInput = lifeline
        let output = Pipe()
        process.standardOutput = output
        // unshare complains when the hub is killed, which is how every lab ends.
        process.standardError = FileHandle.nullDevice
        let said = output.fileHandleForReading
        do {
            try process.run()
        } catch {
            throw DutyFailure(.labUnavailable, "The lab cannot start “unshare”: \(error.localizedDescription).")
        }
        guard String(decoding: said.availableData, as: UTF8.self).hasPrefix("up"),
            let child = ChildProcess.first(of: process.processIdentifier)
        else {
            process.terminate()
            throw DutyFailure(.labUnavailable, "This computer does not let the lab make namespaces of its own.")
        }
        processID = child
    }

    /// A file of the lab's folder, as this process sees it.
    func outside(_ name: String) -> URL { URL(filePath: "/proc/\(processID)/root\(Self.folder)/\(name)") }

    /// Writes a file into the lab's folder.
    func write(_ text: String, to name: String, mode: Int = 0o644) throws(DutyFailure) {
        do {
            let file = outside(name)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: file)
            try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file.path)
        } catch {
            throw DutyFailure(.labProgramFailed, "The lab's file \(name) cannot be written: \(error).")
        }
    }

    /// Lets the lifeline stay open when this process becomes another program; its number.
    func keepLifelineOverExec() -> Int32 {
        let number = lifeline.fileHandleForWriting.fileDescriptor
        _ = fcntl(number, F_SETFD, 0)
        return number
    }

    /// Ends every process of the lab.
    func end() {
        kill(processID, SIGKILL)
        process.waitUntilExit()
    }

    deinit { kill(processID, SIGKILL) }
}

/// What the kernel knows about processes.
enum ChildProcess {
    /// The number of a process in the innermost namespace that it is in (proc_pid_status(5)).
    static func innermostID(of process: Int32) -> Int32? {
        let text = try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)
        let line = text?.split(separator: "\n").first { $0.hasPrefix("NSpid:") }
        return line?.split(whereSeparator: \.isWhitespace).last.flatMap { Int32($0) }
    }

    /// The first child of a process that has one thread, by our own process numbers.
    static func first(of parent: Int32) -> Int32? {
        let text = try? String(contentsOfFile: "/proc/\(parent)/task/\(parent)/children", encoding: .utf8)
        return text?.split(separator: " ").first.flatMap { Int32($0) }
    }
}
