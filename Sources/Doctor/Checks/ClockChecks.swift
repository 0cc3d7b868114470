import ConnectivityGuide
import DutyModel

/// This computer's clock against those of others.
enum ClockChecks {
    /// More than this is wrong, in seconds: certificates and tokens live for minutes.
    private static let tolerance: UInt64 = 300
    /// How many hosts must agree.
    private static let fewestHosts = 2

    static func clock(_ evidence: Evidence, _ unexplained: Unexplained) -> Finding? {
        let pages = pageOffsets(evidence, onlyProved: pagesAreDoubtful(evidence, unexplained))
        let clocks = clockOffsets(evidence)
        let hosts = Set(pages.keys).union(clocks.keys)
        guard Operators.known.count(hosts) >= fewestHosts else { return nil }
        // An operator with many hosts has one voice: its hosts may take their time from one clock.
        let voices = Dictionary(grouping: Array(pages) + Array(clocks)) { Operators.known.of($0.key) }
        guard let offset = median(voices.values.compactMap { median($0.map(\.value)) }), offset.magnitude > tolerance
        else { return nil }
        let untimely = unexplained.trials.filter {
            [.certificate(.expired), .certificate(.notYetValid)].contains($0.fault)
        }
        var known = ["\(hosts.count) hosts of \(Operators.known.count(hosts)) operators show another time (median)"]
        if !clocks.isEmpty {
            known.append(
                "\(Words.count(clocks.count, "of them is a time server", "of them are time servers")), asked over UDP")
        } else if evidence.isProxied {
            known.append("no time server was asked, since UDP does not go through a proxy")
        }
        if !untimely.isEmpty {
            known.append("\(Words.count(untimely.count, "certificate seems", "certificates seem")) out of date by it")
        }
        let words = "\(offset.magnitude) seconds \(offset > 0 ? "ahead" : "behind")"
        return Finding(
            .clockWrong, untimely.isEmpty ? .open : .unknown, .local, "This computer’s clock is \(words)", known: known,
            fixer: .thisComputer, fix: "Set the clock, and see that time comes from a time server.",
            endpoints: untimely.map(\.endpoint), severity: untimely.isEmpty ? .warning : nil)
    }

    /// The middle one; of two in the middle the one that blames this computer less, so that none decides alone.
    private static func median(_ offsets: [Int64]) -> Int64? {
        let sorted = offsets.sorted()
        guard !sorted.isEmpty else { return nil }
        return sorted[(sorted.count - 1) / 2...sorted.count / 2].min { $0.magnitude < $1.magnitude }
    }

    /// Whether pages in the clear may be somebody else's, with the time of one clock under many hosts' names: a login
    /// page stands before the network, or something takes connections to anywhere.
    private static func pagesAreDoubtful(_ evidence: Evidence, _ unexplained: Unexplained) -> Bool {
        !unexplained.found(.captivePortal).isEmpty
            || evidence.connections(.nowhere).contains { $0.opening == .open }
    }

    /// How far this computer is ahead of each host's pages, in seconds.
    private static func pageOffsets(_ evidence: Evidence, onlyProved: Bool) -> [String: Int64] {
        var offsets: [String: Int64] = [:]
        for attempt in evidence.recording.connections where attempt.tls?.isTrusted ?? !onlyProved {
            offsets[attempt.host] = offset(attempt.http?.localTime, attempt.http?.serverTime) ?? offsets[attempt.host]
        }
        return offsets
    }

    /// How far it is ahead of each time server that knows the time.
    private static func clockOffsets(_ evidence: Evidence) -> [String: Int64] {
        var offsets: [String: Int64] = [:]
        for answer in evidence.times where answer.result == .answered {
            offsets[answer.host] = offset(answer.localTime, answer.serverTime) ?? offsets[answer.host]
        }
        return offsets
    }

    /// Nil where a saved run has moments so far apart that it cannot be counted.
    private static func offset(_ own: Timestamp?, _ server: Timestamp?) -> Int64? {
        guard let own, let server else { return nil }
        let (offset, overflow) = own.seconds.subtractingReportingOverflow(server.seconds)
        return overflow ? nil : offset
    }

    /// Time servers of unrelated operators are silent, while other datagrams and other ports pass. Where the guide asks
    /// for no such port, a site may close it, and silence means nothing.
    static func closed(_ evidence: Evidence, _ unexplained: Unexplained) -> Finding? {
        let asked = evidence.times
        let hosts = asked.map(\.host)
        let entries = evidence.guide.endpoints.filter { endpoint in
            endpoint.transport == .udp && endpoint.timePort != nil && hosts.contains { endpoint.host.matches($0) }
        }
        guard let port = entries.first?.timePort, !asked.contains(where: \.result.isAnswer),
            Operators.known.count(hosts) >= fewestHosts, evidence.datagramsPass, !evidence.opened.isEmpty,
            unexplained.found(.nothingReachable, .captivePortal, .lineSlow, .lineTooSlow).isEmpty
        else { return nil }
        let rejected = asked.contains { $0.result == .unreachable }
        let names = Words.hosts(hosts)
        return Finding(
            .ntpClosed, .blocked, .connect, "UDP \(port) is \(rejected ? "rejected" : "dropped") by the firewall",
            known: [
                "\(names) gave no time, twice; they are of unrelated operators",
                "other datagrams are answered, and other ports are open",
            ], fix: "Let UDP port \(port) pass from \(evidence.machine) to \(names).", rule: evidence.firewallRule,
            endpoints: entries)
    }
}
