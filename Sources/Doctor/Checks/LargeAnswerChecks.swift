import ConnectivityGuide

/// Large answers of name servers that get lost on their way, where small ones arrive.
enum LargeAnswerChecks {
    /// Older firewalls let no larger datagram of a name server pass (RFC 1035, section 2.3.4), in bytes.
    private static let oldLimit = 512

    /// One question that was asked of one server both ways.
    private struct Asked {
        let udp: [NameObservation]
        let tcp: [NameObservation]
    }

    static func lost(_ evidence: Evidence, _ unexplained: Unexplained) -> [Finding] {
        // On a full line the larger ones are the first to be lost.
        guard unexplained.found(.lineSlow, .lineTooSlow, .nothingReachable).isEmpty else { return [] }
        return [NameObservation.Transport.udp, .tcp].compactMap { transport in
            let servers = evidence.largeServers.filter { server in
                passesSmall(server, transport, evidence)
                    && questions(to: server, evidence).contains { isLost($0, over: transport) }
            }
            return servers.isEmpty ? nil : finding(transport, servers, unexplained)
        }
    }

    private static func questions(to server: String, _ evidence: Evidence) -> [Asked] {
        let mine = evidence.recording.names.filter { $0.kind == .large && $0.server == server }
        return Dictionary(grouping: mine, by: \.name).values.map { some in
            Asked(udp: some.filter { $0.transport == .udp }, tcp: some.filter { $0.transport == .tcp })
        }
    }

    /// Whether a small question was answered while the large ones were asked; one that is asked again later, alone, tells
    /// nothing of them.
    private static func passesSmall(
        _ server: String, _ transport: NameObservation.Transport, _ evidence: Evidence
    ) -> Bool {
        evidence.recording.names.contains {
            $0.kind == .host && $0.server == server && $0.transport == transport && $0.result.isAnswer
                && $0.attempt <= 2
        }
    }

    /// Silence one way, twice, while the other way shows that this server has a large answer to this very question: a
    /// server that truncates or denies loses nothing.
    private static func isLost(_ asked: Asked, over transport: NameObservation.Transport) -> Bool {
        switch transport {
        case .udp: isSilent(asked.udp) && asked.tcp.contains { $0.answerBytes ?? 0 > oldLimit }
        case .tcp:
            isSilent(asked.tcp) && asked.udp.contains { $0.isTruncated == true || $0.answerBytes ?? 0 > oldLimit }
        }
    }

    private static func isSilent(_ answers: [NameObservation]) -> Bool {
        answers.count > 1 && answers.allSatisfy { $0.result == .timeout }
    }

    private static func finding(
        _ transport: NameObservation.Transport, _ servers: [String], _ unexplained: Unexplained
    ) -> Finding {
        let (this, other) = transport == .udp ? ("UDP", "TCP") : ("TCP", "UDP")
        return Finding(
            .dnsLargeLost, .open, .resolve,
            "Large answers of the name \(servers.count == 1 ? "server" : "servers") \(Words.list(servers)) vanish over \(this)",
            known: [
                "small answers of the same \(servers.count == 1 ? "server" : "servers") arrive over \(this)",
                transport == .udp
                    ? "one of more than \(oldLimit) bytes did not, twice, and came over \(other)"
                    : "one that \(other) has no room for did not come, twice",
            ],
            fix: transport == .udp
                ? "Let datagrams of up to 1,232 bytes pass from port 53; inspection of DNS often still ends at \(oldLimit)."
                : "Let large packets of port 53 pass, and ICMP “fragmentation needed”.", severity: .warning,
            dependsOn: unexplained.found(.mtuBlackHole))
    }
}

extension Evidence {
    /// The name servers that were asked for large answers, the site's own first.
    fileprivate var largeServers: [String] {
        (names(.large, .site) + names(.large, .public)).map(\.server).eachOnce
    }
}
