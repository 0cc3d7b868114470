import Foundation
import ProgramRunning

/// Posts messages with `curl`, under certificates that `openssl` made.
struct CertificateClient {
    /// Whose certificate is shown.
    enum Who: String, CaseIterable {
        /// The enrolled machine's own.
        case machine
        /// None.
        case nobody
        /// One of the right authority, years past its end.
        case expired
        /// One of another authority.
        case foreign
    }

    private let place: SystemPlace
    private let ports: [String: UInt16]

    private struct Enrolment: Decodable {
        let certificatePEM: String
        let rootPEM: String
    }

    init(_ place: SystemPlace) async throws {
        self.place = place
        ports = try Self.ports(place)
        let enrolment = try JSONDecoder().decode(
            Enrolment.self, from: Data(contentsOf: URL(filePath: place.data + "/tablet/enrolment.json")))
        try enrolment.rootPEM.write(toFile: place.file("root.pem"), atomically: true, encoding: .utf8)
        try enrolment.certificatePEM.write(toFile: file(.machine, "pem"), atomically: true, encoding: .utf8)
        try FileManager.default.copyItem(
            atPath: place.data + "/tablet/machine-key.pem", toPath: file(.machine, "key"))
        try await make(.foreign, authority: nil, at: nil)
        try await make(.expired, authority: place.data + "/backend/authority", at: "2020-01-01")
    }

    /// The ports of the installation, by their role.
    static func ports(_ place: SystemPlace) throws -> [String: UInt16] {
        struct Book: Decodable { let ports: [String: UInt16] }
        return try JSONDecoder().decode(Book.self, from: Data(contentsOf: URL(filePath: place.data + "/ports.json")))
            .ports
    }

    /// Posts a text to a service and gives what it answered.
    func post(_ text: String, to service: String, as who: Who) async throws -> ProgramAnswer {
        let message = place.file("message.xml")
        try text.write(toFile: message, atomically: true, encoding: .utf8)
        let port = ports[service] ?? 0
        var words = [
            "-sS", "--max-time", "20", "--cacert", place.file("root.pem"), "--resolve",
            "\(service).localhost:\(port):127.0.0.1", "-H", "Content-Type: application/xml", "-H", "Expect:",
            "--data-binary", "@\(message)",
        ]
        if who != .nobody { words += ["--cert", file(who, "pem"), "--key", file(who, "key")] }
        return try await Program.tool("curl", words + ["https://\(service).localhost:\(port)/messages"])
    }

    private func file(_ who: Who, _ ending: String) -> String { place.file("\(who.rawValue).\(ending)") }

    /// Makes a key and a certificate; without an authority it signs itself.
    private func make(_ who: Who, authority: String?, at date: String?) async throws {
        try await run(["openssl", "ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", file(who, "key")])
        let subject = ["-subj", "/O=Dutymark/CN=DEMO-90000000", "-key", file(who, "key")]
        guard let authority else {
            return try await run(
                ["openssl", "req", "-x509", "-new", "-days", "30", "-out", file(who, "pem")] + subject)
        }
        try await run(["openssl", "req", "-new", "-out", file(who, "csr")] + subject)
        let uses = place.file("uses.cnf")
        try "basicConstraints=critical,CA:FALSE\nextendedKeyUsage=clientAuth\n".write(
            toFile: uses, atomically: true, encoding: .utf8)
        try await run(
            (date.map { ["faketime", $0] } ?? []) + [
                "openssl", "x509", "-req", "-days", "30", "-in", file(who, "csr"), "-CA", authority + "/root.pem",
                "-CAkey",
                authority + "/root-key.pem", "-set_serial", "7", "-extfile", uses, "-out", file(who, "pem"),
            ])
    }

    private func run(_ words: [String]) async throws {
        let answer = try await Program.tool(words[0], Array(words.dropFirst()))
        guard answer.status == 0 else { throw RunFailure("\(words.joined(separator: " ")): \(answer)") }
    }
}
