/// What fails for a reason that no other check knows: never hidden, never blamed on anybody.
enum LeftoverChecks {
    static let all = [Check(name: "others", find: leftovers)]

    private static func leftovers(_ evidence: Evidence, _ unexplained: Unexplained) -> [Finding] {
        let tried = unexplained.trials.filter { $0.fault != nil }
        guard !tried.isEmpty else { return [] }
        let hosts = Set(tried.map { $0.host.lowercased() })
        let phase: Finding.Phase = tried.contains { $0.fault.map { $0.depth >= 5 } ?? false } ? .http : .connect
        return [
            Finding(
                .httpFailed, .unknown, phase,
                Words.hosts(tried.map(\.host))
                    + (hosts.count == 1 ? " does not answer as it should" : " do not answer as they should"),
                known: ["each was tried twice; other hosts answer, and no cause could be told"], fixer: .vendor,
                fix: "Try again later; with --save the run can be shown to somebody.",
                endpoints: tried.map(\.endpoint))
        ]
    }
}
