import Foundation
import ProgramRunning

/// OpenSSL's server with a certificate of 10,000 names.
struct ManyNamesServer {
    let port: Int
    private let program: StartedProgram

    static func start(endingIn end: String) throws -> ManyNamesServer {
        let folder = FileManager.default.temporaryDirectory.appending(path: "many-names-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        // OpenSSL has read them once it is ready.
        defer { try? FileManager.default.removeItem(at: folder) }
        let names = (0..<10_000).map { "DNS.\($0) = n\($0)\(end)" }.joined(separator: "\n")
        let request = "[req]\ndistinguished_name = d\n[d]\n[e]\nsubjectAltName = @names\n[names]\n\(names)\n"
        try Data(request.utf8).write(to: folder.appending(path: "request"))
        let openssl = URL(filePath: "/usr/bin/openssl")
        _ = try FinishedProgram(
            openssl,
            [
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-subj",
                "/CN=n0", "-config", "request", "-extensions", "e", "-keyout", "key", "-out", "certificate",
            ], in: folder, keepingErrors: true)
        let port = Int(try FreePort.find())
        let program = try StartedProgram(
            openssl, ["s_server", "-accept", "127.0.0.1:\(port)", "-cert", "certificate", "-key", "key", "-www"],
            ready: "ACCEPT", in: folder)
        return ManyNamesServer(port: port, program: program)
    }

    func stop() { program.kill() }
}
