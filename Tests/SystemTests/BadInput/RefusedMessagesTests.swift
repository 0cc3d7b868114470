import Foundation
import ProgramRunning
import Testing

/// Messages that the back end's listeners must refuse, sent by a client that is not ours.
@Suite("Refused messages")
struct RefusedMessagesTests {
    private static let envelope = #"<envelope xmlns="urn:dutymark:messages:1" version="1">"#

    @Test("each is refused with its code, in XML, and the books stay as they were")
    func refused() async throws {
        try await withSystem { system in
            let place = system.place
            try await place.done("refill", "--amount", "100")
            let client = try await CertificateClient(place)
            let books = try await place.books.dump()
            let deep = String(repeating: "<a>", count: 500) + String(repeating: "</a>", count: 500)
            let messages: [(text: String, codes: [String])] = [
                ("this is not XML", ["xml_malformed"]),
                ("", ["xml_malformed"]),
                (Self.envelope, ["xml_malformed"]),
                (
                    #"<!DOCTYPE envelope [<!ENTITY a "b">]>"# + Self.envelope + "<id>&a;</id></envelope>",
                    ["xml_dtd_refused"]
                ),
                (Self.envelope + deep + "</envelope>", ["xml_too_deep", "xml_element_unexpected"]),
                (#"<envelope xmlns="urn:another" version="1"/>"#, ["xml_namespace_wrong"]),
                (#"<envelope xmlns="urn:dutymark:messages:1" version="2"/>"#, ["xml_version_unsupported"]),
                (Self.envelope + "</envelope>", ["xml_element_missing"]),
                (Self.envelope + "<!--" + String(repeating: "x", count: 8 << 20) + "--></envelope>", ["xml_too_large"]),
            ]
            for service in ["funds", "transactions", "distributor"] {
                for (text, codes) in messages {
                    let answer = try await client.post(text, to: service, as: .machine)
                    #expect(
                        codes.contains { answer.output.contains("<code>\($0)</code>") },
                        "\(service), \(text.prefix(60)), not \(codes): \(answer)")
                }
            }
            #expect(try await place.books.dump() == books)
            try await place.done("refill", "--amount", "1")
        }
    }

    @Test("a client without, with an expired, or with a foreign certificate gets nowhere")
    func certificates() async throws {
        try await withSystem { system in
            let place = system.place
            try await place.done("refill", "--amount", "100")
            let client = try await CertificateClient(place)
            let books = try await place.books.dump()
            for (who, code) in [
                (CertificateClient.Who.nobody, "certificate_missing"), (.expired, "certificate_expired"),
                (.foreign, "certificate_foreign"),
            ] {
                for service in ["funds", "transactions", "distributor"] {
                    let answer = try await client.post(Self.envelope + "</envelope>", to: service, as: who)
                    // Refused in the handshake, or by a message that says why; never taken.
                    let refused = answer.status != 0 || answer.output.contains("<code>\(code)</code>")
                    #expect(refused, "\(service), \(who): \(answer)")
                }
            }
            #expect(try await place.books.dump() == books)
        }
    }

    @Test("in the clear the distributor says only that TLS is to be used")
    func inTheClear() async throws {
        try await withSystem { system in
            let ports = try CertificateClient.ports(system.place)
            let port = try #require(ports["distributor_plain"])
            let answer = try await Program.tool(
                "curl",
                ["-sS", "-d", "<x/>", "-H", "Content-Type: application/xml", "http://127.0.0.1:\(port)/messages"])
            #expect(answer.output.contains("use_tls"), "\(answer)")
            #expect(!answer.output.contains("token"), "\(answer)")
        }
    }
}
