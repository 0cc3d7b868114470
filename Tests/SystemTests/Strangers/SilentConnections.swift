import Foundation
import ProgramRunning

/// Connections that say nothing, from an address of their own on this computer. A program of its own holds them, so that
/// this process opens no thousands of files. Closed by `close`.
struct SilentConnections {
    private let holder: StartedProgram

    /// Opens so many to each of these ports of this computer, from the addresses 127.0.0.2, 127.0.0.3 and so on.
    init(_ count: Int, to ports: [UInt16]) throws {
        holder = try StartedProgram(
            URL(filePath: "/usr/bin/env"), ["python3", "-c", Self.program, String(count)] + ports.map { String($0) },
            ready: "all are open")
    }

    func close() { holder.kill() }

    private static let program = """
        import resource, socket, sys, time
        most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
        held = []
        for place, port in enumerate(sys.argv[2:]):
            for _ in range(int(sys.argv[1])):
                one = socket.socket()
                one.bind((f"127.0.0.{place + 2}", 0))
                one.connect(("127.0.0.1", int(port)))
                held.append(one)
        print("all are open", flush=True)
        time.sleep(600)
        """
}
