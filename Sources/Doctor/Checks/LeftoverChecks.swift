/// What fails for a reason that no other check knows: never hidden, never blamed on anybody.
enum LeftoverChecks {
    static func leftovers(_ evidence: Evidence, _ unexplained: Unexplained) -> [Finding] {
        let tried = unexplained.trials.filter { $0.fault != nil }
        let cut = cutEverywhere(tried, evidence)
        return [cut.isEmpty ? nil : nowhere(cut), unclear(tried.without(cut))].compactMap(\.self)
    }

    /// Requests in the clear that end badly, where hosts of unrelated operators are asked so and none answers.
    private static func cutEverywhere(_ trials: [EndpointTrial], _ evidence: Evidence) -> [EndpointTrial] {
        let cut = trials.stopped(at: .http).filter { $0.endpoint.speaks == .http }
        let answers = evidence.trials.contains { $0.endpoint.speaks == .http && $0.best?.http?.result == .answered }
        return answers || Operators.known.count(cut.map(\.host)) < 2 ? [] : cut
    }

    private static func nowhere(_ trials: [EndpointTrial]) -> Finding {
        let ports = Words.list(Set(trials.compactMap(\.endpoint.portNumber)).sorted().map(String.init))
        return Finding(
            .httpFailed, .blocked, .http, "HTTP at port \(ports) gets through to no host",
            known: [
                "the connection opens, and our request is not answered as HTTP, twice",
                "hosts of \(Operators.known.count(trials.map(\.host))) unrelated operators behave alike",
            ], fix: "Let HTTP pass at port \(ports); a filter that knows applications may stand in the way.",
            endpoints: trials.map(\.endpoint))
    }

    private static func unclear(_ tried: [EndpointTrial]) -> Finding? {
        guard !tried.isEmpty else { return nil }
        let hosts = Set(tried.map { $0.host.lowercased() })
        let phase: Finding.Phase = tried.contains { $0.fault?.step == .http } ? .http : .connect
        return Finding(
            .httpFailed, .unknown, phase,
            Words.hosts(tried.map(\.host))
                + (hosts.count == 1 ? " does not answer as it should" : " do not answer as they should"),
            known: ["each was tried twice, and no cause could be told"], fixer: .vendor,
            fix: "Try again later; with --save the run can be shown to somebody.", endpoints: tried.map(\.endpoint))
    }
}
