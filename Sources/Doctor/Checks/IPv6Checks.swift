/// IPv6 that is there and does not work.
enum IPv6Checks {
    static let all = [Check(name: "ipv6", find: broken)]

    /// How many hosts must fail over IPv6 alone: one alone may be that host's fault.
    private static let fewestHosts = 2

    private static func broken(_ evidence: Evidence, _ unexplained: Unexplained) -> [Finding] {
        let local = evidence.recording.local
        guard !evidence.isProxied, local.hasRoute6,
            local.addresses.contains(where: { $0.contains(":") && AddressKind($0) == .public })
        else { return [] }
        let attempts = evidence.recording.connections.filter { $0.purpose == .endpoint && $0.address != nil }
        let six = attempts.filter(\.isIPv6)
        let worked = Set(six.filter { $0.opening == .open }.map(\.host))
        let four = Set(attempts.filter { !$0.isIPv6 && $0.opening == .open }.map(\.host))
        let failed = Set(six.filter { $0.opening != .open }.map(\.host)).intersection(four).subtracting(worked)
        guard worked.isEmpty, failed.count >= fewestHosts else { return [] }
        return [
            Finding(
                .ipv6Broken, .open, .connect, "IPv6 is set up on this network and leads nowhere",
                known: [
                    "this computer has a public IPv6 address and a default route",
                    "\(failed.count) hosts do not answer over IPv6 and do over IPv4",
                ], fixer: .siteNetwork,
                fix: "Mend IPv6 with the provider, or switch it off on the router until then.", severity: .warning)
        ]
    }
}
