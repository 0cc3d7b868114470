import Foundation
import ProgramRunning
import Testing

/// What a stranger can do who reaches a listener, and another user of the same computer.
@Suite("Strangers") struct StrangerTests {
    private struct Ports: Decodable { let ports: [String: UInt16] }

    /// The ports of an installation, by the names of its port book.
    private func ports(_ place: SystemPlace) throws -> [String: UInt16] {
        try JSONDecoder().decode(Ports.self, from: Data(contentsOf: URL(filePath: place.data + "/ports.json"))).ports
    }

    @Test("900 silent connections to each listener keep no audit, no frank and no page from coming through")
    func silence() async throws {
        try await withSystem { system in
            let place = system.place
            try await place.done("refill", "--amount", "100")
            let crowd = try SilentConnections(900, to: try ports(place).values.sorted() + [place.port])
            defer { crowd.close() }
            try await place.done("audit")
            try await place.done("frank", "--amount", "1", "--instrument", "4")
            try await place.done("upload")
            let page = try await Program.tool("curl", ["-sS", "--max-time", "5", "-o", "/dev/null", place.page])
            #expect(page.status == 0, "\(page)")
        }
    }

    @Test("every listener takes suites with forward secrecy and AEAD alone, and nothing before TLS 1.2")
    func suites() async throws {
        let good = ["ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-ECDSA-AES256-GCM-SHA384", "ECDHE-ECDSA-CHACHA20-POLY1305"]
        let bad = [
            "ECDHE-ECDSA-AES128-SHA", "ECDHE-ECDSA-AES256-SHA", "ECDHE-ECDSA-AES128-SHA256", "ECDHE-RSA-AES128-SHA",
            "AES128-SHA", "AES128-GCM-SHA256", "DHE-RSA-AES128-GCM-SHA256",
        ]
        try await withSystem { system in
            for (name, port) in try ports(system.place).sorted(by: { $0.key < $1.key }) {
                // A port that answers in the clear has nothing to do with TLS.
                guard await greets(port, ["-tls1_3"]) else {
                    #expect(name.contains("plain") || name.contains("connectivity"), "\(name) doesn't speak TLS 1.3")
                    continue
                }
                for suite in bad {
                    #expect(
                        !(await greets(port, ["-tls1_2", "-cipher", suite + ":@SECLEVEL=0"])), "\(name) takes \(suite)")
                }
                for version in ["-tls1", "-tls1_1"] {
                    #expect(!(await greets(port, [version, "-cipher", "ALL:@SECLEVEL=0"])), "\(name) takes \(version)")
                }
                // Base and tablet speak TLS 1.3 alone.
                for suite in good where !name.contains("link") {
                    #expect(await greets(port, ["-tls1_2", "-cipher", suite]), "\(name) refuses \(suite)")
                }
            }
        }
    }

    /// Whether a handshake with these words completes; a client certificate that is missed afterwards counts as one.
    private func greets(_ port: UInt16, _ words: [String]) async -> Bool {
        let answer = try? await Program.tool(
            "sh",
            ["-c", "exec timeout 10 openssl s_client -connect 127.0.0.1:$0 \"$@\" </dev/null 2>&1", String(port)]
                + words)
        guard let output = answer?.output else { return false }
        return output.contains("Cipher is ") && !output.contains("Cipher is (NONE)")
    }

    @Test(
        "another user is told whose the socket is, and the rules of operations.md close the page to all but the clerk",
        .enabled(if: SeparateUsers.isPossible))
    func otherUsers() async throws {
        let clerk = 61_004
        let rules = try pageRules().replacing("\"clerk\"", with: String(clerk))
        let place = try SystemPlace()
        defer { place.remove() }
        try rules.write(toFile: place.file("page.nft"), atomically: true, encoding: .utf8)
        // A network of its own, so that the rules are nobody else's; there the port is the documented one.
        let start = "ip link set lo up && nft -f \"$1\" && exec \"$2\" up --data \"$3\""
        let system = try StartedProgram(
            URL(filePath: "/usr/bin/unshare"),
            ["--net", "sh", "-c", start, "sh", place.file("page.nft"), Program.dutymark.path, place.data])
        defer { system.kill() }
        func asUser(_ user: Int, _ words: [String]) async throws -> ProgramAnswer {
            try await Program.tool(
                "nsenter",
                [
                    "--net=/proc/\(system.processID)/ns/net", "setpriv", "--reuid=\(user)", "--regid=\(user)",
                    "--clear-groups",
                ]
                    + words)
        }
        let curl = [
            "curl", "-sS", "--max-time", "5", "-o", "/dev/null", "-w", "%{http_code}", "http://127.0.0.1:8700/",
        ]
        let allowed = try await asUser(clerk, curl)
        #expect(allowed.status == 0 && allowed.output == "200", "\(allowed)")
        let other = try await asUser(clerk + 1, curl)
        #expect(other.status == 7, "the connection is refused: \(other)")

        let program = try SeparateUsers.copyProgram(to: place.folder.appending(path: "program")).path
        _ = try await Program.tool("chmod", ["711", place.data])
        _ = try await Program.tool("chmod", ["700", place.data + "/tablet"])
        let status = try await asUser(clerk, [program, "machine", "status", "--data", place.data])
        #expect(status.status == 1 && status.errors.contains("[socket_denied]"), "\(status)")
        #expect(status.errors.contains("belongs to the user root"), "\(status)")
    }

    /// The rules as operations.md shows them.
    private func pageRules() throws -> String {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../docs")
        let text = try String(contentsOf: folder.appending(path: "operations.md").standardized, encoding: .utf8)
        return String(try #require(text.firstMatch(of: /(?s)```nft\n(.*?)```/)?.1))
    }
}
