import ConnectivityGuide

/// What was measured of the line.
enum LineChecks {
    /// Small segments pass and large ones vanish: as measured, or as stalled handshakes show that go through in small
    /// segments.
    static func segments(_ evidence: Evidence, _ unexplained: Unexplained) -> Finding? {
        let measured = evidence.recording.lines.contains {
            $0.measure == .segments(small: true, large: false, largeInSmallSegments: true)
        }
        let stalled = unexplained.trials.filter { [.tls(.timeout), .http(.timeout)].contains($0.fault) }
        let helped = stalled.filter { trial in
            evidence.connections(.smallSegments).contains {
                $0.host.lowercased() == trial.host.lowercased() && $0.port == trial.endpoint.portNumber
                    && $0.tls?.result == .completed
            }
        }
        guard measured || (Operators.known.count(helped.map(\.host)) > 1 && !isFull(evidence, stalled)) else {
            return nil
        }
        return Finding(
            .mtuBlackHole, stalled.isEmpty ? .open : .blocked, .http, "Large packets vanish on their way",
            known: [
                "connections open, and then \(Words.count(stalled.count, "exchange stalls", "exchanges stall"))",
                "in small segments the same exchange goes through",
            ], fix: "Let ICMP “fragmentation needed” pass, or set the MSS on the router to the line’s MTU.",
            endpoints: stalled.map(\.endpoint), severity: .critical)
    }

    /// Whether the exchanges stall because there are many: some of them finish in large segments, or do alone.
    private static func isFull(_ evidence: Evidence, _ stalled: [EndpointTrial]) -> Bool {
        let finished = evidence.trials.filter { trial in
            trial.endpoint.speaks == .tls && trial.attempts.contains { $0.tls?.result == .completed }
        }
        return finished.count * fewFinish > stalled.count
    }

    /// Where large packets vanish, not even one exchange in so many has none.
    private static let fewFinish = 4

    /// Exchanges that stalled beside many others and went through alone; what stalls even then hangs on the same line,
    /// unless a filter shows itself: another name is answered, and this one stalls with nothing beside it as well. On a
    /// full line the other name alone may just have been luckier.
    static func full(_ evidence: Evidence, _ unexplained: Unexplained) -> Finding? {
        let late = late(evidence)
        guard isLoaded(late), unexplained.found(.lineTooSlow, .lineSlow).isEmpty else { return nil }
        let stalled = hanging(evidence, unexplained)
        var known = [
            "\(Words.count(late.count, "exchange", "exchanges")) stalled twice beside the others, and went through later"
        ]
        let alone = stalled.filter { $0.attempts.contains { $0.attempt > 2 } }
        if !alone.isEmpty { known.append("\(Words.count(alone.count, "exchange", "exchanges")) stalled then as well") }
        return Finding(
            .lineSlow, stalled.isEmpty ? .open : .unknown, .throughput,
            "The line is too slow, or too full, for many exchanges at once", known: known,
            fix: "Give the machine a faster line, or keep others from filling it.", endpoints: stalled.map(\.endpoint),
            severity: .warning)
    }

    /// What went through only once there was little beside it.
    private static func late(_ evidence: Evidence) -> [EndpointTrial] {
        evidence.trials.filter { trial in
            trial.isOpen
                && trial.attempts.allSatisfy { attempt in
                    attempt.attempt > 2
                        || EndpointTrial.fault(of: attempt, speaks: trial.endpoint.speaks) != nil
                }
        }
    }

    private static func isLoaded(_ late: [EndpointTrial]) -> Bool { Operators.known.count(late.map(\.host)) > 1 }

    /// What stalls and is not filtered: a filter shows itself at one host of an operator and takes others of the same.
    private static func hanging(_ evidence: Evidence, _ unexplained: Unexplained) -> [EndpointTrial] {
        let stalled = unexplained.trials.filter {
            [.tunnel(.timeout), .tls(.timeout), .http(.timeout)].contains($0.fault)
        }
        let suspects = stalled.filter { TLSChecks.answersOtherName($0, evidence) }
        let shown = suspects.filter { $0.attempts.contains { $0.attempt > 3 } }
        let operators = Set(shown.map { Operators.known.of($0.host) })
        return stalled.without(suspects.filter { operators.contains(Operators.known.of($0.host)) })
    }

    static func rate(_ evidence: Evidence, _ unexplained: Unexplained) -> Finding? {
        guard let wanted = evidence.guide.bandwidth, unexplained.found(.mtuBlackHole).isEmpty else { return nil }
        for limit in [wanted.minimumKilobitsPerSecond, wanted.recommendedKilobitsPerSecond] {
            let slow = LineObservation.Direction.allCases.compactMap { way -> (LineObservation.Direction, Int)? in
                guard let best = evidence.recording.rates(way).max(), best < limit else { return nil }
                return (way, best)
            }
            guard !slow.isEmpty else { continue }
            let tooSlow = limit == wanted.minimumKilobitsPerSecond
            // Where exchanges went through only alone, what stalled even then stalled because of the line as well.
            let stalled = isLoaded(late(evidence)) ? hanging(evidence, unexplained) : []
            let standing: Finding.Standing = tooSlow ? .blocked : stalled.isEmpty ? .open : .unknown
            let words = slow.map { "\($0.1) kbit/s \($0.0 == .up ? "upwards" : "downwards")" }
            return Finding(
                tooSlow ? .lineTooSlow : .lineSlow, standing, .throughput,
                "The line carries \(Words.list(words)), and \(limit) are \(tooSlow ? "needed" : "better")",
                known: ["measured twice, against the back end’s own measuring service"],
                fix: "Give the machine a faster line, or keep others from filling it.",
                endpoints: stalled.map(\.endpoint), severity: tooSlow ? .critical : .warning)
        }
        return nil
    }

    /// Several machines behind one address, as the back end sees it: to be known, since they share the line.
    static func shared(_ evidence: Evidence, _ unexplained: Unexplained) -> Finding? {
        guard let machines = evidence.recording.measuring?.machines, machines > 1 else { return nil }
        return Finding(
            .lineShared, .open, .throughput, "\(machines) machines share this line",
            known: ["the back end heard so many behind this address in the last hour"],
            fix: "Nothing has to be mended; the line must carry all of them.", severity: .information)
    }
}
