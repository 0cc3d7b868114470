import ConnectivityGuide

/// Certificates that do not prove their host.
enum CertificateChecks {
    /// One authority that nobody knows, or one key, at hosts of different operators: somebody opens TLS on its way. Not
    /// where public logs have seen all of them: then it is an authority that this list lacks, or a chain with a gap.
    static func inspection(_ evidence: Evidence, _ unexplained: Unexplained) -> Finding? {
        let foreign = unexplained.trials.filter { $0.fault == .certificate(.foreign) }
        let byAuthority = Dictionary(grouping: foreign) { $0.best?.tls?.authority ?? "" }
        let byKey = Dictionary(grouping: foreign) { $0.best?.tls?.keyHash ?? $0.host }
        var hit = Set<String>()
        for group in Array(byAuthority.values) + Array(byKey.values)
        where Operators.known.count(group.map(\.host)) > 1 && !areLogged(group) {
            hit.formUnion(group.map(\.endpoint.name))
        }
        guard !hit.isEmpty else { return nil }
        let trials = foreign.filter { hit.contains($0.endpoint.name) }
        let authority = mostUsual(trials.compactMap { $0.best?.tls?.authority }).map {
            " (issuer “\(Words.foreign($0))”)"
        }
        let hosts = Set(trials.map(\.host))
        let exempt = evidence.trials.filter { $0.endpoint.speaks == .tls && $0.isOpen }.count
        let ports = Set(trials.map(\.endpoint.portNumber))
        let stalled = exempt == 0 ? unfinished(unexplained, at: ports, evidence) : []
        return Finding(
            .tlsInspected, .blocked, .tlsHandshake,
            "TLS is inspected on \(Words.count(hosts.count, "host", "hosts"))\(authority ?? "")",
            known: [
                "\(Operators.known.count(hosts)) unrelated operators show certificates of one authority or one key, "
                    + "which the public authorities do not vouch for (\(evidence.recording.authorities))",
                exempt == 0
                    ? "no host is exempt" : "\(Words.count(exempt, "entry is", "entries are")) exempt and well",
            ] + stillOpen(stalled) + neverLogged(trials),
            fix: "Exempt the guide’s hosts from TLS inspection; the machine refuses it.", rule: Words.proxyRule,
            endpoints: (trials + stalled).map(\.endpoint))
    }

    /// Handshakes that stall at a port where no other is with the host itself: they are with whoever inspects, unless a
    /// filter shows itself by another name that is answered.
    private static func unfinished(
        _ unexplained: Unexplained, at ports: Set<UInt16?>, _ evidence: Evidence
    ) -> [EndpointTrial] {
        unexplained.trials.filter { trial in
            trial.fault == .tls(.timeout) && ports.contains(trial.endpoint.portNumber)
                && !TLSChecks.answersOtherName(trial, evidence)
        }
    }

    private static func stillOpen(_ unfinished: [EndpointTrial]) -> [String] {
        let hosts = Set(unfinished.map(\.host)).count
        guard hosts > 0 else { return [] }
        return [
            "\(Words.count(hosts, "handshake", "handshakes")) did not complete: the inspection is too slow, "
                + "or the server behind it does not respond"
        ]
    }

    private static func mostUsual(_ texts: [String]) -> String? {
        Dictionary(grouping: texts) { $0 }.max { ($0.value.count, $1.key) < ($1.value.count, $0.key) }?.key
    }

    /// What is left: an authority of one operator's own, or a certificate that is known and not good.
    static func certificates(_ evidence: Evidence, _ unexplained: Unexplained) -> [Finding] {
        var findings: [Finding] = []
        let foreign = unexplained.trials.filter {
            [.certificate(.foreign), .certificate(.unreadable)].contains($0.fault)
        }
        let byAuthority = Dictionary(grouping: foreign) { $0.best?.tls?.authority ?? "unknown" }
        for authority in byAuthority.keys.sorted() {
            findings.append(foreignAuthority(authority, byAuthority[authority] ?? [], evidence))
        }
        let bad: [(TLSObservation.Validity, String)] = [
            (.expired, "has expired"), (.notYetValid, "is not valid yet"), (.otherName, "is for another name"),
            (.otherPurpose, "is not for servers"),
        ]
        for (validity, words) in bad {
            let trials = unexplained.trials.filter { $0.fault == .certificate(validity) }
            guard !trials.isEmpty else { continue }
            findings.append(
                Finding(
                    .certificateBad, .down, .tlsHandshake,
                    "The certificate of \(Words.hosts(trials.map(\.host))) \(words)",
                    known: ["a public authority vouches for it, so it is the server’s own"], fixer: .vendor,
                    fix: "The server’s operator has to renew or correct it.", endpoints: trials.map(\.endpoint)))
        }
        return findings
    }

    private static func foreignAuthority(
        _ authority: String, _ trials: [EndpointTrial], _ evidence: Evidence
    ) -> Finding {
        let operators = Operators.known.count(trials.map(\.host))
        let verb = Set(trials.map(\.host)).count == 1 ? "shows" : "show"
        let isOurs = operators > 1 && areLogged(trials)
        let why =
            isOurs
            ? "hosts of \(operators) unrelated operators show it, all with timestamps of public logs: this list lacks it, "
                + "or the servers leave out a certificate in between"
            : "only this operator’s hosts show it: inspection of these alone, or an authority of its own"
        return Finding(
            .certificateForeign, .unknown, .tlsHandshake,
            "\(Words.hosts(trials.map(\.host))) \(verb) a certificate of “\(Words.foreign(authority))”",
            known: ["the public authorities do not vouch for it (\(evidence.recording.authorities))", why]
                + neverLogged(trials), fixer: isOurs ? .thisComputer : .siteNetwork,
            fix: isOurs
                ? "Bring this computer’s list of public authorities up to date; if it stays, ask the machine’s maker."
                : "See whether the site inspects TLS of these hosts; if not, ask the machine’s maker.",
            endpoints: trials.map(\.endpoint))
    }

    /// Whether each certificate holds timestamps of public logs, which one that somebody makes on the way has not.
    private static func areLogged(_ trials: [EndpointTrial]) -> Bool {
        trials.allSatisfy { ($0.best?.tls?.logTimestamps ?? 0) > 0 }
    }

    /// What certificates of public authorities have, and those that somebody makes on the way have not.
    private static func neverLogged(_ trials: [EndpointTrial]) -> [String] {
        trials.allSatisfy { $0.best?.tls?.logTimestamps == 0 }
            ? ["none of these certificates holds a timestamp of a public log, as those of public authorities do"] : []
    }

    /// Known certificates of one authority, at hosts of different operators, that stand in no public log. Public
    /// authorities log each certificate before they issue it (RFC 6962); one that somebody makes on the way has no
    /// timestamp, even where its authority got among the known ones. One operator alone may deliver its timestamps
    /// apart from the certificate, where they are not seen; so it takes two, and never more than a warning.
    static func unlogged(_ evidence: Evidence, _ unexplained: Unexplained) -> [Finding] {
        let bare = evidence.trials.filter {
            $0.isOpen && $0.best?.tls?.isTrusted == true && $0.best?.tls?.logTimestamps == 0
        }
        let byAuthority = Dictionary(grouping: bare) { $0.best?.tls?.authority ?? "" }
        let ours = evidence.recording.privateAuthorities ?? []
        return byAuthority.keys.sorted().filter { !ours.contains($0) }.compactMap { authority in
            let trials = byAuthority[authority] ?? []
            let operators = Operators.known.count(trials.map(\.host))
            guard operators > 1 else { return nil }
            let count = Set(trials.map(\.host)).count
            return Finding(
                .certificateUnlogged, .open, .tlsHandshake,
                "\(count) hosts show certificates of “\(Words.foreign(authority))” that no public log vouches for",
                known: [
                    "they hold no timestamp of a log, and are of \(operators) unrelated operators",
                    "the authority is among the known ones (\(evidence.recording.authorities))",
                ],
                fix: "See whether the site inspects TLS with this authority; the machine’s own list may not hold it.",
                endpoints: trials.map(\.endpoint), severity: .warning, dependsOn: unexplained.found(.tlsInspected))
        }
    }
}
