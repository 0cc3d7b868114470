import ConnectivityGuide
import DutyModel

/// An address of each family.
public struct AddressPair: Hashable, Sendable, Codable {
    /// The IPv4 address.
    public var ipv4: String
    /// The IPv6 address, of a kind that counts as global.
    public var ipv6: String
}

/// What stands where in every lab: addresses, the operators of the internet's hosts, and their certificates' roots.
public struct LabPlan: Hashable, Sendable, Codable {
    /// The version of the file's form that this program reads.
    static let formatVersion = 1

    /// The site's own network.
    public struct Site: Hashable, Sendable, Codable {
        /// The default gateway and name server.
        public var router: AddressPair
        /// The machine's computer.
        public var machine: AddressPair
        /// Where a proxy listens, in scenarios that have one.
        public var proxy: AddressPair
        /// The leading bits that all its IPv4 addresses share.
        public var prefixLength: Int
        /// The leading bits that all its IPv6 addresses share.
        public var prefixLength6: Int
    }

    /// The line between the site's router and the internet.
    struct Uplink: Hashable, Sendable, Codable {
        var router: AddressPair
        var internet: AddressPair
        var prefixLength: Int
        var prefixLength6: Int
    }

    /// The line between the internet and the computer that serves the machine's back end.
    struct DataCentreLink: Hashable, Sendable, Codable {
        var internet: AddressPair
        var dataCentre: AddressPair
        var prefixLength: Int
        var prefixLength6: Int
    }

    /// Who runs a group of hosts; hosts of different operators have nothing in common.
    struct Operator: Hashable, Sendable, Codable {
        var name: String
        /// Which of the roots signs its certificates.
        var root: Int
        /// What its servers call themselves.
        var server: String
        /// The first three octets of its addresses.
        var ipv4: String
        /// The first 48 bits of its addresses.
        var ipv6: String
        /// The domains whose hosts are its own.
        var domains: [String]
    }

    let formatVersion: Int
    /// The site.
    public var site: Site
    var uplink: Uplink
    var dataCentreLink: DataCentreLink
    /// The hosts file of the site's computers.
    var hostsFile: String
    /// All addresses, as unbound is told whom to answer.
    var everybody: [String]
    /// The resolver that the guide names for connectivity tests.
    public var publicResolver: AddressPair
    /// The port of the site's proxy.
    public var proxyPort: UInt16
    /// Who may use the proxy where it asks.
    public var proxyUser: String
    /// The password that belongs to that user.
    public var proxyPassword: String
    /// A password that does not.
    public var wrongPassword: String
    /// The name of a captive portal's login page.
    public var portalHost: String
    /// Where a web filter that redirects leads to.
    var filterPage: String
    /// The common names of the three roots.
    public var roots: [String]
    var operators: [Operator]

    /// The plan that comes with the program; throws `lab_data_malformed`.
    public static func builtIn() throws(DutyFailure) -> LabPlan {
        let plan = try StrictJSON.read(LabPlan.self, from: LabResource.data("lab.json"), name: "lab.json")
        guard plan.formatVersion == formatVersion, plan.roots.count == 3,
            plan.operators.allSatisfy({ plan.roots.indices.contains($0.root) })
        else {
            throw DutyFailure(.labDataMalformed, "lab.json is not of this version, or names a root that is not there.")
        }
        return plan
    }
}

/// One host of the lab's internet.
public struct LabServer: Hashable, Sendable {
    /// The host's name in lower case.
    public let name: String
    /// Whether every name below it is the same host.
    public let coversSubdomains: Bool
    /// Its addresses, which no other host has.
    public let addresses: AddressPair
    /// Who runs it.
    public let operatorName: String
    /// What its server calls itself.
    let software: String
    /// Which of the three roots signs its certificate.
    public let root: Int
}

/// Every host that a guide names, with addresses inside the lab.
public struct LabDirectory: Sendable {
    /// The hosts in the guide's order, each once.
    public let servers: [LabServer]
    private let byName: [String: LabServer]
    private let byAddress: [String: LabServer]

    /// The hosts of a guide; throws `lab_data_malformed` for a host of an operator that the plan does not know.
    public init(_ guide: ConnectivityGuide, plan: LabPlan) throws(DutyFailure) {
        var servers: [LabServer] = []
        var seen: Set<String> = []
        var taken: [String: Int] = [:]
        for endpoint in guide.endpoints {
            let pattern = endpoint.host.text.lowercased()
            let name = pattern.hasPrefix("*.") ? String(pattern.dropFirst(2)) : pattern
            guard pattern != "*", IPv4Address(name) == nil, seen.insert(name).inserted else { continue }
            guard let owner = plan.operators.first(where: { $0.owns(name) }) else {
                throw DutyFailure(.labDataMalformed, "lab.json has no operator for \(name).")
            }
            let number = taken[owner.name, default: Self.firstHostNumber]
            taken[owner.name] = number + 1
            servers.append(
                LabServer(
                    name: name, coversSubdomains: pattern.hasPrefix("*."), addresses: owner.addresses(number),
                    operatorName: owner.name, software: owner.server, root: owner.root))
        }
        self.servers = servers
        byName = Dictionary(servers.map { ($0.name, $0) }) { first, _ in first }
        let addresses = servers.flatMap { [($0.addresses.ipv4, $0), ($0.addresses.ipv6, $0)] }
        byAddress = Dictionary(addresses) { first, _ in first }
    }

    /// The host of this name, also of one that a host covers.
    public func server(named name: String) -> LabServer? {
        let folded = name.lowercased()
        if let exact = byName[folded] { return exact }
        let parts = folded.split(separator: ".")
        return parts.indices.dropFirst().lazy
            .compactMap { byName[parts[$0...].joined(separator: ".")] }.first { $0.coversSubdomains }
    }

    /// The host at this address.
    public func server(at address: String) -> LabServer? { byAddress[address] }

    /// The hosts of these names; throws `lab_data_malformed` for one that is not there.
    func servers(named names: [String]) throws(DutyFailure) -> [LabServer] {
        try names.map { name throws(DutyFailure) in try server(here: name) }
    }

    /// The host of this name; throws `lab_data_malformed` where it is not there.
    func server(here name: String) throws(DutyFailure) -> LabServer {
        guard let server = server(named: name) else {
            throw DutyFailure(.labDataMalformed, "The lab has no host \(name).")
        }
        return server
    }

    /// Leaves the low addresses to routers, as real networks do.
    private static let firstHostNumber = 10
}

extension LabPlan.Operator {
    fileprivate func owns(_ host: String) -> Bool {
        domains.contains { host == $0 || host.hasSuffix("." + $0) }
    }

    fileprivate func addresses(_ number: Int) -> AddressPair {
        AddressPair(ipv4: "\(ipv4).\(number)", ipv6: ipv6 + "::" + String(number, radix: 16))
    }
}
