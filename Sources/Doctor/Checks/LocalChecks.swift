import ConnectivityGuide

/// What this computer's own settings say.
enum LocalChecks {
    static func noNetwork(_ evidence: Evidence, _ unexplained: Unexplained) -> Finding? {
        let local = evidence.recording.local
        guard !local.hasNetwork, evidence.opened.isEmpty, !evidence.anyNameAnswered else { return nil }
        let why =
            local.addresses.isEmpty
            ? "no interface but loopback has an address" : "there is no default route"
        return Finding(
            .noNetwork, .unknown, .local, "This computer has no network",
            known: ["\(why); nothing that was tried left it"], fixer: .thisComputer,
            fix: "Plug in the cable or join the Wi-Fi, and see that an address is given (DHCP) or set.",
            endpoints: evidence.guide.endpoints, severity: .critical)
    }

    static func gateway(_ evidence: Evidence, _ unexplained: Unexplained) -> Finding? {
        let local = evidence.recording.local
        var places = local.gateways.map { ("default gateway", $0) } + local.nameServers.map { ("name server", $0) }
        if let proxy = evidence.recording.proxy { places.append(("proxy", proxy.host)) }
        var seen = Set<String>()
        for (what, text) in places {
            guard let address = IPv4Address(text), let range = evidence.guide.addressRange(containing: address),
                seen.insert(text).inserted
            else { continue }
            return Finding(
                .gatewayInternal, .blocked, .local,
                "The \(what) \(text) lies in \(range.range), which the machine uses inside itself",
                known: ["this computer’s settings name it; a machine on this network cannot send anything to it"],
                fix: "Give the \(what) an address outside the machine’s ranges.", severity: .critical)
        }
        return beside(evidence)
    }

    /// The rest of the network in which the internal ranges lie is a trap for the next change.
    private static func beside(_ evidence: Evidence) -> Finding? {
        for text in evidence.recording.local.gateways {
            guard let address = IPv4Address(text),
                let near = evidence.guide.addressRanges.first(where: {
                    $0.range.first.number >> 8 == address.number >> 8
                })
            else { continue }
            return Finding(
                .gatewayBeside, .open, .local,
                "The default gateway \(text) is close to \(near.range), which the machine uses inside itself",
                known: ["both lie in the same network of 256 addresses"],
                fix: "See that DHCP never gives the machine an address in its own ranges.", severity: .warning)
        }
        return nil
    }
}
