/// The checks in the order in which they are asked.
enum CheckList {
    /// Every check, causes before consequences.
    static let all: [Check] = groups.flatMap { $0 }

    private static let groups: [[Check]] = [
        LocalChecks.all, RadioChecks.all, ProxyChecks.all, ReachChecks.all, DNSChecks.all, PortalChecks.all,
        IPv6Checks.all, IPv4Checks.all,
        ClockChecks.all, PathChecks.all, LineChecks.all, LargeAnswerChecks.all, ClockChecks.servers,
        SubstitutedServerChecks.all, CertificateChecks.all, TLSChecks.all,
        WebChecks.all,
        LeftoverChecks.all,
    ]

    /// The names of all checks.
    static let names = all.map(\.name)
}
