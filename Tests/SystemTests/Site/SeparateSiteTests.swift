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

    @Test("a machine that was enrolled before hears of a refund with the next answer, and its list says so")
    func keyListArrives() async throws {
        struct Franked: Decodable { let code: String }
        try await withSeparateSite { site in
            for part in [RunningParts.Part.backEnd, .base, .tablet] { try site.start(part) }
            let place = site.place
            try await place.done("refill", "--amount", "5000")
            let code = try await place.done("frank", "--amount", "500", "--instrument", "4", "--json")
                .json(Franked.self).code
            #expect(try await place.verify("--code", code).status == 0)
            try await place.done("spoil", "--item", "1")
            try await place.done("upload")
            func operate(_ words: String...) async throws -> ProgramAnswer {
                try await Program.run(["backend"] + words + ["--data", site.backEndData])
            }
            try await place.until("the declaration arrives") {
                try await operate("spoils").output.contains("not yet")
            }
            let devices = try await operate("devices", "--json").json(OperatorList<OperatedDevice>.self).lines
            let device = try #require(devices.first).psdKey
            let refund = try await operate("refund", "--psd", device, "--item", "1")
            #expect(refund.status == 0, "\(refund)")
            try await place.until("the machine's own list says that the duty was given back") {
                // Whatever a machine asks brings it the news; here, nothing is due by itself.
                try await place.done("audit")
                let verify = try await place.verify("--code", code)
                return verify.status == 1 && verify.output.contains("given back")
            }
            for name in ["key-list.json", "key-list-3.json"] {
                let (here, there) = (place.data + "/public/" + name, site.backEndData + "/public/" + name)
                #expect(FileManager.default.contentsEqual(atPath: here, andPath: there), "\(name)")
            }
            #expect(try await place.status().problems == [])
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

    @Test("anyone checks a stamp at the back end's own page, and the machine's page knows its own prints alone")
    func publicCheck() async throws {
        struct Franked: Decodable { let code: String }
        try await withSeparateSite { site in
            try site.configureBackEnd("public_check: {address: 203.0.113.15, port: 8443}")
            for part in [RunningParts.Part.backEnd, .base, .tablet] { try site.start(part) }
            let place = site.place
            try await place.done("refill", "--amount", "5000")
            let code = try await place.done("frank", "--amount", "500", "--instrument", "4", "--json")
                .json(Franked.self).code
            let body = try #require(code.split(separator: "/").last)
            // The stamps of this installation lead to 127.0.0.1, so the certificate is for that host.
            func check(_ words: String...) async throws -> String {
                try await site.namespaces.run(
                    SeparateSite.backEnd,
                    ["curl", "-sS", "--cacert", site.backEndData + "/backend/authority/root.pem"]
                        + ["--connect-to", "127.0.0.1:8443:203.0.113.15:8443"] + words
                        + ["https://127.0.0.1:8443/V/\(body)"]
                ).output
            }
            func onMachine(_ body: some StringProtocol) async throws -> String {
                try await site.namespaces.run(
                    SeparateSite.tablet, "curl", "-sS", "http://127.0.0.1:8700/V/\(body)"
                ).output
            }
            let found = try await check("-i")
            #expect(
                found.contains("Genuine code") && found.contains("A check counts only at 127.0.0.1:8700"), "\(found)")
            let tag = try #require(found.firstMatch(of: /(?i)etag: (\S+)/)?.1)
            #expect(try await check("-o", "/dev/null", "-w", "%{http_code}", "-H", "If-None-Match: \(tag)") == "304")
            #expect(try await onMachine(body).contains("This machine made this stamp"))
            #expect(try await onMachine(body.dropLast(8) + "AAAAAAAA").contains("holds no such print"))

            let devices = try await Program.run(["backend", "devices", "--json", "--data", site.backEndData])
                .json(OperatorList<OperatedDevice>.self).lines
            let device = try #require(devices.first)
            try await place.done("upload")
            let revoked = try await Program.run([
                "backend", "revoke", "--psd", device.psdKey, "--reason", "Stolen", "--data", site.backEndData,
            ])
            #expect(revoked.status == 0, "\(revoked)")
            try await place.until("the public check says what was recorded") {
                try await check("-H", "If-None-Match: \(tag)").contains("recorded before")
            }
            #expect(try await onMachine(body).contains("This machine made this stamp"))
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

    @Test("a gateway in the internal range is named with its fix, and once it is right everything goes on by itself")
    func gatewayInRange() async throws {
        try await withSeparateSite { site in
            let place = site.place
            for part in [RunningParts.Part.backEnd, .base, .tablet] { try site.start(part) }
            try await place.done("refill", "--amount", "100")
            let inside = try #require(site.guide.addressRanges.first).range.last.description
            try await site.setGateway(inside)

            let check = try await place.machine("network", "check")
            #expect(check.status == 1 && check.output.contains("[gateway_in_internal_range]"), "\(check)")
            #expect(check.output.contains(inside) && check.output.contains("192.168.10.96/28"), "\(check)")
            try await place.done("frank", "--amount", "10", "--instrument", "4")
            #expect(try await place.machine("audit").status == 1)
            #expect(try await place.status().problems.map(\.code) == ["gateway_in_internal_range"])

            try await site.setGateway(SeparateSite.rightGateway)
            try await place.done("network", "check")
            try await place.until("nothing is wrong any more") { try await place.status().problems.isEmpty }
        }
    }

    @Test("a network that fails is told once, franking goes on, and what it prevented is done once it is back")
    func cablePulled() async throws {
        try await withSeparateSite { site in
            let place = site.place
            for part in [RunningParts.Part.backEnd, .base, .tablet] { try site.start(part) }
            try await place.done("refill", "--amount", "100")
            try await site.setCable(pluggedIn: false)
            #expect(try await place.machine("audit").status == 1)
            try await place.done("frank", "--amount", "10", "--instrument", "4")
            #expect(try await place.machine("upload").status == 1)
            let broken = try await place.status()
            #expect(broken.problems.count == 1 && broken.state == "valid", "\(broken)")

            try await site.setCable(pluggedIn: true)
            // A cable that was pulled took the route with it, as it does on a computer whose owner sets it.
            try await site.setGateway(SeparateSite.rightGateway)
            try await place.done("network", "check")
            try await place.until("what was prevented is done") {
                let status = try await place.status()
                return status.problems.isEmpty && status.outbox.unsent == 0
            }
            try await site.books.expectSound("after the cable was pulled")
        }
    }

    @Test("the full test talks with every service, and says so as JSON")
    func fullTest() async throws {
        try await withSeparateSite { site in
            let place = site.place
            for part in [RunningParts.Part.backEnd, .base, .tablet] { try site.start(part) }
            try await place.done("refill", "--amount", "100")
            try await place.done("frank", "--amount", "10", "--instrument", "4")
            // The machine trusts the back end's own authority, which signs the answer to the connectivity check too.
            let report = try await place.done("network", "check", "--full", "--json").json(NetworkTest.self)
            #expect(report.passed && report.full)
            #expect(report.steps.filter { $0.subject == "reach" && $0.result == "passed" }.count == 4)
            let dialogues = report.steps.filter { $0.subject == "dialogue" }
            #expect(dialogues.map(\.service) == ["distributor", "funds", "transactions"])
            #expect(dialogues.allSatisfy { $0.result == "passed" }, "\(dialogues)")
            #expect(report.steps.first { $0.subject == "connectivity" }?.result == "passed")

            site.stop(.backEnd)
            let down = try await place.machine("network", "check", "--json")
            #expect(down.status == 1)
            let steps = try down.json(NetworkTest.self).steps
            #expect(steps.filter { $0.subject == "reach" }.allSatisfy { $0.code == "connect_refused" }, "\(steps)")
        }
    }
}

/// What `machine network check --json` says, by its documented keys.
private struct NetworkTest: Decodable, Sendable {
    struct Step: Decodable, Sendable {
        let subject: String
        let service: String?
        let result: String
        let code: String?
    }
    let full: Bool
    let passed: Bool
    let steps: [Step]
}
