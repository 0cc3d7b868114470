import Foundation
import ProgramRunning
import Testing

/// A machine and its back end on computers of their own, under the guide's real host names.
@Suite(
    "Site apart", .serialized, .enabled(if: Namespaces.isPossible, "needs root, to make network namespaces"))
struct SeparateSiteTests {
    @Test("base and tablet on the internal subnet refill, frank, upload and audit at the guide's hosts")
    func wholePath() async throws {
        try await withSeparateSite { site in
            for part in [RunningParts.Part.backEnd, .base, .tablet] { try site.start(part) }
            let place = site.place
            try await place.done("refill", "--amount", "5000")
            try await place.done("frank", "--amount", "500", "--instrument", "4", "--output", place.file("a.pdf"))
            try await place.done("upload")
            try await place.done("audit")
            let status = try await place.status()
            #expect(status.registers == .init(ascending: 50_000, descending: 450_000, controlTotal: 500_000))
            #expect(status.outbox.unsent == 0)
            try await site.books.expectSound("with the parts on computers of their own")

            let base = try #require(site.guide.internalAddress(of: .base)).description
            let tablet = try #require(site.guide.internalAddress(of: .tablet)).description
            let sockets = try await site.namespaces.run(SeparateSite.base, "ss", "-tnH", "state", "established")
            let peers = sockets.output.split(separator: "\n")
            #expect(
                !peers.isEmpty && peers.allSatisfy { $0.contains(base + ":") && $0.contains(tablet + ":") },
                "the base talks to the tablet alone, on the internal subnet: \(sockets)")
        }
    }

    @Test("every host of the guide shows a certificate of its name, and the check is answered in both ways")
    func names() async throws {
        try await withSeparateSite { site in
            try site.start(.backEnd)
            let root = site.backEndData + "/backend/authority/root.pem"
            for service in ["distributor", "funds", "transactions"] {
                for entry in site.guide.endpoints where entry.role.rawValue == service && entry.speaks == .tls {
                    let url = "https://\(entry.host.text)\(entry.path ?? "/messages")"
                    let answer = try await site.namespaces.run(
                        SeparateSite.tablet, "curl", "-sS", "--cacert", root, url)
                    #expect(answer.output.contains("certificate_missing"), "\(url): \(answer)")
                }
            }
            let check = try #require(site.guide.plainEndpoint(of: .connectivityCheck))
            for scheme in ["http", "https"] {
                let url = "\(scheme)://\(check.host.text)\(check.path ?? "")"
                let answer = try await site.namespaces.run(
                    SeparateSite.tablet, "curl", "-sS", "--cacert", root, "-o", "/dev/null", "-w", "%{http_code}", url)
                #expect(answer.output == "204", "\(url): \(answer)")
            }
        }
    }

    @Test("servers may be signed by another authority, and the machine believes the roots it is given")
    func otherAuthority() async throws {
        try await withSeparateSite { site in
            let place = site.place
            let made = try await Program.tool(
                "openssl",
                [
                    "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days",
                    "30",
                    "-subj", "/CN=Another authority", "-keyout", place.file("ca-key.pem"), "-out", place.file("ca.pem"),
                ])
            #expect(made.status == 0, "\(made)")
            try site.configureBackEnd(
                "server_authority:\n  certificate: ../ca.pem\n  key: ../ca-key.pem")
            for part in [RunningParts.Part.backEnd, .base, .tablet] { try site.start(part) }
            let refused = try await place.machine("audit")
            #expect(refused.status == 1 && refused.errors.contains("[tls_failed]"), "\(refused)")

            site.stop(.tablet)
            try site.configureMachine("roots: ../ca.pem")
            try site.start(.tablet)
            try await place.done("refill", "--amount", "50")
            #expect(try await place.status().registers.descending == 5_000)
        }
    }
}
