import Doctor
import DutyModel
import Foundation
import NIOCore
import NIOPosix
import ProgramRunning
import SiteNetwork
import Testing

@testable import DoctorProbes

/// The interface of a login page, served by openssl with a certificate of an authority that the run knows.
@Suite("questions to a login page", .timeLimit(.minutes(5))) struct PortalProbeTests {
    /// An authority, a certificate of it for this computer's address, and a server of the files in its folder.
    private static let script = """
        set -eu
        key="-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes"
        openssl req -x509 $key -keyout root.key -out root.pem -subj /CN=Root -days 30 2> log
        openssl req $key -keyout own.key -out own.csr -subj /CN=Portal 2>> log
        printf 'subjectAltName=IP:127.0.0.1\nextendedKeyUsage=serverAuth\n' > own.cnf
        openssl x509 -req -in own.csr -CA root.pem -CAkey root.key -CAcreateserial -days 30 -extfile own.cnf \
            -out own.pem 2>> log
        exec openssl s_server -accept "127.0.0.1:$1" -cert own.pem -key own.key -HTTP
        """

    private struct Portal {
        let folder: URL
        let port: UInt16
        let program: StartedProgram

        init(_ files: [String: String]) throws {
            folder = FileManager.default.temporaryDirectory.appending(path: "dutymark-portal-\(UUID().uuidString)")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            for (name, body) in files {
                let answer = "HTTP/1.0 200 OK\r\nContent-Type: application/captive+json\r\n\r\n\(body)"
                try Data(answer.utf8).write(to: folder.appending(path: name))
            }
            port = try FreePort.find()
            program = try StartedProgram(
                URL(fileURLWithPath: "/bin/sh"), ["-c", script, "sh", "\(port)"], ready: "ACCEPT", in: folder)
        }

        func stop() {
            program.kill()
            try? FileManager.default.removeItem(at: folder)
        }
    }

    private func probe(roots: String) throws -> PortalProbe {
        let group = MultiThreadedEventLoopGroup.singleton
        var limits = ProbeLimits()
        limits.stepMilliseconds = 3_000
        limits.answerBytes = 4_096
        let gate = Gate(4)
        let place = PlaceProbe(
            socket: ProbeSocket(group: group), tls: try ProbeTLS(), roots: try TrustRoots(pem: roots), limits: limits,
            gate: gate, speaking: gate, proxy: nil, now: { Timestamp(Int64(Date().timeIntervalSince1970)) })
        return PortalProbe(
            probe: place, names: NameProbe(limits: limits, group: group, gate: gate), server: nil, tlsPort: nil)
    }

    @Test("what it says is read, and what is not as the standard wants it is named")
    func answers() async throws {
        let long = "{\"captive\": true, \"x\": \"" + String(repeating: "y", count: 9_000) + "\"}"
        let portal = try Portal([
            "captive": #"{"captive": true, "user-portal-url": "https://login.wifi.example/", "seconds-remaining": 0}"#,
            "open": #"{"captive": false}"#, "page": "<html>Log in</html>", "half": #"{"captive":"#, "long": long,
            "list": "[true]", "words": #"{"captive": "yes"}"#,
        ])
        defer { portal.stop() }
        let roots = try String(contentsOf: portal.folder.appending(path: "root.pem"), encoding: .utf8)
        let probe = try probe(roots: roots)
        let base = "https://127.0.0.1:\(portal.port)/"
        let captive = await probe.ask(base + "captive")
        #expect(
            captive
                == PortalObservation(
                    api: base + "captive", result: .answered, isCaptive: true, loginPage: "https://login.wifi.example/")
        )
        #expect(await probe.ask(base + "open").isCaptive == false)
        for file in ["page", "half", "long", "list", "words", "nothing"] {
            #expect(await probe.ask(base + file) == PortalObservation(api: base + file, result: .malformed), "\(file)")
        }
    }

    @Test("one that does not prove itself, cannot be reached or is named without TLS is asked nothing")
    func unproved() async throws {
        let portal = try Portal(["captive": #"{"captive": true}"#])
        let base = "https://127.0.0.1:\(portal.port)/captive"
        let probe = try probe(roots: TestRoot.pem)
        #expect(await probe.ask(base).result == .unproved)
        portal.stop()
        #expect(await probe.ask(base).result == .unreachable)
        for bad in ["http://127.0.0.1:\(portal.port)/captive", "https://", "", "https:///x", "ftp://a.example/"] {
            #expect(await probe.ask(bad).result == .malformed, "\(bad)")
        }
        #expect(await probe.ask("https://nobody.example:444/").result == .unreachable)
        let long = await probe.ask(base + String(repeating: "z", count: 5_000))
        #expect(long.result == .malformed && long.api.count == 300)
    }
}
