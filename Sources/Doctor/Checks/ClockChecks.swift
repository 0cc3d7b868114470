/// This computer's clock against those of others.
enum ClockChecks {
    static let all = [Check(name: "clock", find: clock)]

    /// More than this is wrong, in seconds: certificates and tokens live for minutes.
    private static let tolerance: Int64 = 300
    /// How many hosts must agree.
    private static let fewestHosts = 2

    private static func clock(_ evidence: Evidence, _ unexplained: Unexplained) -> [Finding] {
        var offsets: [String: Int64] = [:]
        for attempt in evidence.recording.connections {
            guard attempt.tls == nil || attempt.tls?.isTrusted == true, let server = attempt.http?.serverTime,
                let own = attempt.http?.localTime
            else { continue }
            offsets[attempt.host] = own.seconds - server.seconds
        }
        let sorted = offsets.values.sorted()
        guard Operators.known.count(offsets.keys) >= fewestHosts else { return [] }
        let offset = sorted[sorted.count / 2]
        guard abs(offset) > tolerance else { return [] }
        let untimely = unexplained.trials.filter {
            [.certificate(.expired), .certificate(.notYetValid)].contains($0.fault)
        }
        let words = "\(abs(offset)) seconds \(offset > 0 ? "ahead" : "behind")"
        return [
            Finding(
                .clockWrong, untimely.isEmpty ? .open : .unknown, .local, "This computer’s clock is \(words)",
                known: [
                    "\(offsets.count) hosts of \(Operators.known.count(offsets.keys)) operators show another time (median)"
                ]
                    + (untimely.isEmpty
                        ? []
                        : ["\(Words.count(untimely.count, "certificate seems", "certificates seem")) out of date by it"]),
                fixer: .thisComputer, fix: "Set the clock, and see that time comes from a time server.",
                endpoints: untimely.map(\.endpoint), severity: untimely.isEmpty ? .warning : nil)
        ]
    }
}
