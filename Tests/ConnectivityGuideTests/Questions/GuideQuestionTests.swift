import ConnectivityGuide
import DutyModel
import Testing

@Suite("Questions asked of a guide") struct GuideQuestionTests {
    let guide: ConnectivityGuide

    init() throws { guide = try ConnectivityGuide.builtIn("b700-v2") }

    @Test(
        "what the guide permits",
        arguments: [
            ("distservp1.pb.com", 443, GuideTransport.tcp, "distservp1.pb.com:443/tcp"),
            ("DISTSERVP1.PB.COM.", 80, .tcp, "distservp1.pb.com:80/tcp"),
            ("router7.teamviewer.com", 80, .tcp, "*.TeamViewer.com:80/tcp"),
            ("a.b.dyngate.com", 80, .tcp, "*.dyngate.com:80/tcp"),
            ("es-mad-anx-r010.teamviewer.com", 80, .tcp, "ES-MAD-ANX-R010.teamviewer.com:80/tcp"),
            ("anything.example", 5938, .tcp, "*:5938/tcp"), ("8.8.8.8", 53, .udp, "8.8.8.8:53/udp"),
            ("9.9.9.9", 53, .tcp, "*:53/tcp"),
            ("mobile-gtalk.l.google.com", 5228, .tcp, "mobile-gtalk.l.google.com:5228/tcp"),
        ] as [(String, UInt16, GuideTransport, String)])
    func permitted(host: String, port: UInt16, transport: GuideTransport, name: String) throws {
        #expect(guide.permits(host: host, port: port, transport: transport)?.name == name)
        #expect(try guide.require(host: host, port: port, transport: transport).name == name)
    }

    @Test(
        "what it does not",
        arguments: [
            ("distservp1.pb.com", 8443, GuideTransport.tcp), ("distservp1.pb.com", 443, .udp),
            ("xdistservp1.pb.com", 443, .tcp), ("distservp1.pb.com.example", 443, .tcp), ("teamviewer.com", 80, .tcp),
            ("evilteamviewer.com", 80, .tcp), ("*.teamviewer.com", 80, .tcp), ("", 5938, .tcp), (".", 53, .udp),
            ("mobile-gtalk.l.google.com", 443, .tcp), ("*", 5938, .tcp),
        ] as [(String, UInt16, GuideTransport)])
    func refused(host: String, port: UInt16, transport: GuideTransport) {
        #expect(guide.permits(host: host, port: port, transport: transport) == nil)
        #expect(throws: DutyFailure(.hostNotInGuide, "")) {
            try guide.require(host: host, port: port, transport: transport)
        }
    }

    @Test("services, their order, and the plain endpoint")
    func services() throws {
        #expect(try guide.endpoint(for: .distributor).name == "distservp1.pb.com:443/tcp")
        #expect(guide.plainEndpoint(of: .distributor)?.name == "distservp1.pb.com:80/tcp")
        #expect(guide.endpoints(for: .funds).map(\.name) == ["incometp4.pb.com:443/tcp", "aucometdr4.pb.com:443/tcp"])
        #expect(try guide.endpoint(for: .transactions).level == .recommended)
        #expect(guide.endpoints(role: .downloads, level: .required).count == 7)
        #expect(guide.endpoints(role: .downloads, level: .recommended).isEmpty)
        #expect(guide.endpoints(role: .page).isEmpty)
    }

    @Test("nothing about funds or records is reached but over TLS")
    func secrets() {
        for role in [GuideRole.funds, .transactions, .downloads, .osUpdates, .health] {
            #expect(guide.endpoints(role: role).allSatisfy { $0.speaks == .tls })
            #expect(!guide.endpoints(role: role).isEmpty)
        }
    }

    @Test("the internal ranges begin and end where the guide says")
    func ranges() throws {
        for (text, inside) in [
            ("192.168.10.95", false), ("192.168.10.96", true), ("192.168.10.111", true), ("192.168.10.112", false),
            ("192.168.10.239", false), ("192.168.10.240", true), ("192.168.10.255", true), ("192.168.11.0", false),
        ] {
            let address = try #require(IPv4Address(text))
            #expect((guide.addressRange(containing: address) != nil) == inside, "\(text)")
            #expect(address.description == text)
        }
    }

    @Test(
        "blocks are written in one way",
        arguments: [
            "", "1.2.3.4", "1.2.3/24", "1.2.3.4/33", "1.2.3.4/-1", "1.2.3.0/024", "01.2.3.0/24", "1.2.3.4/24", "a/8",
        ])
    func notBlocks(text: String) {
        #expect(IPv4Range(text) == nil)
    }

    @Test("the widest and the narrowest block")
    func blocks() throws {
        let all = try #require(IPv4Range("0.0.0.0/0"))
        let one = try #require(IPv4Range("255.255.255.255/32"))
        #expect(all.contains(one.first) && all.overlaps(one) && one.first == one.last)
        #expect(all.last.description == "255.255.255.255")
    }
}
