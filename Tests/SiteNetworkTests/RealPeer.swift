import Foundation
import ProgramRunning

/// A folder of one test; gone with it.
final class PeerFolder {
    let url: URL
    var path: String { url.path }

    init() throws {
        url = FileManager.default.temporaryDirectory.appending(path: "peer-\(UUID().uuidString)")
        // Programs that give up their rights read in here as well.
        try FileManager.default.createDirectory(
            at: url, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o755])
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    /// Writes a file that everybody may read; its path.
    func file(_ name: String, _ text: String) throws -> String {
        let place = url.appending(path: name)
        try Data(text.utf8).write(to: place)
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: place.path)
        return place.path
    }
}

/// A real program that serves on a TCP port of this computer.
///
/// Not every one of them says when it is ready; a shell watches the port in its place, and ends the program when it is
/// ended itself.
func startPeer(_ command: String, port: UInt16) throws -> StartedProgram {
    let script = """
        \(command) & pid=$!
        trap 'kill -TERM $pid; wait $pid; exit 0' INT TERM
        until (exec 3<>/dev/tcp/\(loopback)/\(port)) 2>/dev/null; do
            kill -0 $pid || exit 1
            sleep 0.05
        done
        echo peer is ready
        wait $pid
        """
    return try startHearing(["bash", "-c", script], ready: "peer is ready")
}

/// Starts a program that can be stopped: a test's thread holds signals back, and a child inherits that.
func startHearing(_ command: [String], ready: String) throws -> StartedProgram {
    try StartedProgram(URL(filePath: "/usr/bin/env"), ["--default-signal"] + command, ready: ready)
}

/// Squid with a user “clerk” whose password is “secret”, for these ports alone, and never to “denied.localhost”.
func startSquid(_ folder: PeerFolder, port: UInt16, mayConnectTo ports: [UInt16]) throws -> StartedProgram {
    let hash = try FinishedProgram(URL(filePath: "/usr/bin/openssl"), ["passwd", "-apr1", "secret"])
    let users = try folder.file("users", "clerk:" + String(decoding: hash.output, as: UTF8.self))
    let hosts = try folder.file("hosts", "\(loopback) service.localhost denied.localhost\n")
    let configuration = try folder.file(
        "squid.conf",
        """
        http_port \(loopback):\(port)
        pid_filename none
        access_log none
        cache_log /dev/null
        cache deny all
        netdb_filename none
        hosts_file \(hosts)
        shutdown_lifetime 0 seconds
        auth_param basic program /usr/lib/squid/basic_ncsa_auth \(users)
        auth_param basic realm site
        acl known proxy_auth REQUIRED
        acl denied dstdomain denied.localhost
        acl open port \(ports.map(String.init).joined(separator: " "))
        http_access deny denied
        http_access deny !open
        http_access allow known
        http_access deny all

        """)
    return try startPeer("exec squid -N -n t\(port) -f \(configuration)", port: port)
}
