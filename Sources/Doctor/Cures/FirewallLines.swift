import ConnectivityGuide
import Foundation
import RuleLines

/// Rules of nftables that let the machine's own traffic pass. Each stands for itself in a chain, of filtering or of
/// address translation: there it also keeps what follows from redirecting.
struct FirewallLines {
    /// One address family, with what says that a packet comes from the machine.
    private struct Family {
        let header: String
        let sources: [String]

        func match(_ direction: String, _ addresses: [String]) -> String {
            NftablesLines.address(header, direction, addresses)
        }
    }

    private let evidence: Evidence
    private let families: [Family]

    /// More addresses than a computer usually has are of no use in a rule.
    private static let mostSources = 8

    init(_ evidence: Evidence) {
        self.evidence = evidence
        let six = evidence.recording.local.addresses.filter { AddressText.isIPv6($0) && AddressKind($0) == .public }
            .prefix(Self.mostSources)
        families = [
            Family(header: "ip", sources: evidence.source.map { [$0] } ?? []),
            Family(header: "ip6", sources: Array(six)),
        ]
        .filter { !$0.sources.isEmpty }
    }

    /// Every port of the guide.
    var everything: [String] {
        let endpoints = evidence.guide.endpoints.filter { $0.portNumber != nil }
        return GuideTransport.allCases.flatMap { transport in
            let ports = endpoints.filter { $0.transport == transport }.compactMap(\.portNumber)
            return ports.isEmpty ? [] : accept(NftablesLines.ports(transport.rawValue, ports))
        }
    }

    /// The ports of these trials, to any host: the addresses of a large host change by the hour.
    func ports(of trials: [EndpointTrial]) -> [String] { ports(trials.compactMap(\.endpoint.portNumber)) }

    /// These ports, to any host; of one family where it is given.
    func ports(_ ports: [UInt16], header: String? = nil) -> [String] {
        ports.isEmpty ? [] : accept(NftablesLines.ports("tcp", ports), header: header)
    }

    /// Each host of these trials at its ports, by the addresses that it had.
    func hosts(of trials: [EndpointTrial]) -> [String] {
        trials.map(\.host).eachOnce.flatMap { host in
            let mine = trials.filter { $0.host == host }
            let names = evidence.recording.names.filter { $0.name == host.lowercased() && $0.kind == .host }
            let addresses = mine.flatMap(\.attempts).compactMap(\.address) + names.flatMap(\.addresses)
            return accept(
                NftablesLines.ports("tcp", mine.compactMap(\.endpoint.portNumber)), to: addresses,
                comment: host.lowercased())
        }
    }

    /// Datagrams to these ports of any host.
    func datagrams(to ports: [UInt16]) -> [String] { ports.isEmpty ? [] : accept(NftablesLines.ports("udp", ports)) }

    /// What name servers answer to questions that were asked, by the machine or by the site's own name server, however
    /// large it is.
    var answers: [String] {
        namePort.map { ["udp sport \($0) ct state established accept"] } ?? []
    }

    private var namePort: UInt16? { evidence.guide.portRules.first { $0.speaks == .dns }?.port }

    /// Questions to these name servers, or to all.
    func questions(_ transports: Set<NameObservation.Transport>, to servers: [String]? = nil) -> [String] {
        guard let port = namePort else { return [] }
        let names = transports.map(\.rawValue).sorted()
        guard names.count > 1 else { return accept(NftablesLines.ports(names.first ?? "udp", [port]), to: servers) }
        return accept("meta l4proto { \(names.joined(separator: ", ")) } th dport \(port)", to: servers)
    }

    /// Connections of the machine in segments that were seen to pass, whichever side opens them.
    var smallSegments: [String] {
        let clamp = "tcp flags syn tcp option maxseg size set \(Self.segmentBytes)"
        guard !families.isEmpty else { return [clamp] }
        return families.flatMap { family in
            ["saddr", "daddr"].map { "\(family.match($0, family.sources)) \(clamp)" }
        }
    }

    /// In segments of so many bytes the doctor's control goes through; every line of IPv4 carries them.
    private static let segmentBytes = 536

    /// The machine's packets that fit, to these addresses or to all, in each family.
    private func accept(
        _ match: String, header: String? = nil, to addresses: [String]? = nil, comment: String? = nil
    ) -> [String] {
        let end = " accept" + (comment.map { " comment \"\($0)\"" } ?? "")
        let all = families.isEmpty ? [Family(header: "ip", sources: []), Family(header: "ip6", sources: [])] : families
        if families.isEmpty, addresses == nil { return [match + end] }
        return all.filter { header == nil || $0.header == header }.compactMap { family in
            var parts = family.sources.isEmpty ? [] : [family.match("saddr", family.sources)]
            if let addresses {
                let fitting = addresses.filter { AddressText.isAddress($0, header: family.header) }
                guard !fitting.isEmpty else { return nil }
                parts.append(family.match("daddr", fitting))
            }
            return (parts + [match]).joined(separator: " ") + end
        }
    }
}

/// Whether texts are addresses and nothing else. They come from strangers and from saved runs, and what becomes a rule
/// must not bring a rule of its own.
enum AddressText {
    static func isIPv6(_ text: String) -> Bool {
        var address = in6_addr()
        return inet_pton(AF_INET6, text, &address) == 1
    }

    /// Whether it is an address of the family that nftables calls so.
    static func isAddress(_ text: String, header: String) -> Bool {
        header == "ip" ? IPv4Address(text) != nil : isIPv6(text)
    }

    static func isAddress(_ text: String) -> Bool { IPv4Address(text) != nil || isIPv6(text) }
}
