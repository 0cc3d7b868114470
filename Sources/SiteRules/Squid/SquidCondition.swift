import ConnectivityGuide
import DutyModel

/// Yes, no, or not to be told from the file.
enum SquidTruth: Hashable {
    case yes, no
    case perhaps(SquidDoubt)

    /// The opposite.
    var negated: SquidTruth {
        switch self {
        case .yes: .no
        case .no: .yes
        case .perhaps: self
        }
    }
}

/// Why something cannot be told from the file.
struct SquidDoubt: Hashable {
    /// The condition it hangs on, and why that is open.
    let why: String
    /// Whether the machine's address would settle it.
    var wantsSource = false
}

/// What squid is asked: a tunnel to a host and port, from an address that may not be known.
struct SquidRequest {
    let host: String
    let port: UInt16
    let source: RuleSource?
}

/// An `acl` of squid: a type, and values of which one must fit.
struct SquidCondition {
    let name: String
    let type: String
    private(set) var values: [String] = []
    /// The values as patterns, where the type asks for them; nil for one that cannot be read here.
    private var patterns: [SquidPattern?] = []

    init(name: String, type: String) {
        self.name = name
        self.type = type
    }

    /// Adds the values of one line; patterns are read once, as long as steps are left for them. Upper and lower case are
    /// one in those between `-i` and `+i`, or the end of the line.
    mutating func add(_ added: some Collection<String>, stepsLeft: inout Int) {
        values += added
        guard ["dstdom_regex", "ssl::server_name_regex"].contains(type) else { return }
        var ignoresCase = false
        for value in added {
            if ["-i", "+i"].contains(value) { ignoresCase = value == "-i" }
            if ["-", "+", "\""].contains(value.prefix(1)) { continue }
            let pattern = SquidPattern(value, ignoresCase: ignoresCase).flatMap {
                $0.steps.count <= stepsLeft ? $0 : nil
            }
            stepsLeft -= pattern?.steps.count ?? 0
            patterns.append(pattern)
        }
    }

    /// Whether it fits a request.
    func holds(for request: SquidRequest) -> SquidTruth {
        switch type {
        case "dstdomain", "ssl::server_name": domains(request.host)
        case "dstdom_regex", "ssl::server_name_regex": matches(request.host)
        case "port": values.contains { ports($0)?.contains(request.port) ?? false } ? .yes : fromFile ?? .no
        case "method": values.contains("CONNECT") ? .yes : .no
        case "src": sources(request.source)
        case "dst": destinations(request.host)
        case "proxy_auth": .yes
        case "at_step": values.contains("SslBump1") ? .yes : .no
        default: perhaps("of the type \(type)")
        }
    }

    /// A value in quotes names a file, whose contents are not known here.
    private var fromFile: SquidTruth? {
        values.first { $0.hasPrefix("\"") }.map { perhaps("whose values are in the file \($0)") }
    }

    private func perhaps(_ why: String, wantsSource: Bool = false) -> SquidTruth {
        .perhaps(SquidDoubt(why: "acl \(name), \(why)", wantsSource: wantsSource))
    }

    private func domains(_ host: String) -> SquidTruth {
        let wanted = host.lowercased()
        let fits = values.contains { value in
            let folded = value.lowercased()
            return folded.hasPrefix(".") ? wanted.hasSuffix(folded) || "." + wanted == folded : wanted == folded
        }
        return fits ? .yes : fromFile ?? .no
    }

    private func matches(_ host: String) -> SquidTruth {
        if patterns.contains(where: { $0?.fits(host) ?? false }) { return .yes }
        if patterns.contains(where: { $0 == nil }) { return perhaps("which has a pattern that cannot be judged here") }
        return fromFile ?? .no
    }

    private func sources(_ source: RuleSource?) -> SquidTruth {
        if values.contains("all") { return .yes }
        guard let source else { return perhaps("which asks for the machine’s address", wantsSource: true) }
        let addresses = values.compactMap(SquidAddresses.init)
        if addresses.contains(where: { $0.contain(source) }) { return .yes }
        if addresses.contains(where: { $0.meet(source) }) { return perhaps("for a part of \(source)") }
        // squid takes names and masks in dotted form too.
        let unread = values.first { !$0.hasPrefix("\"") && SquidAddresses($0) == nil }
        return unread.map { perhaps("whose value \(RuleText.oneLine(String($0.prefix(64)))) is not judged here") }
            ?? fromFile ?? .no
    }

    private func destinations(_ host: String) -> SquidTruth {
        guard let address = RuleSource.block(host) else { return perhaps("which asks for the address behind a name") }
        return values.compactMap(SquidAddresses.init).contains { $0.contain(address) } ? .yes : fromFile ?? .no
    }

    private func ports(_ text: String) -> ClosedRange<UInt16>? { ListedEndpoint.ports(text)?.first }
}
