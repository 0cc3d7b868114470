import Doctor
import DutyModel
import Testing

/// Answers that look like somebody else's and are not, and clocks that are not ours to mend.
@Suite("near misses of who answers") struct AnswerNearMissTests {
    private static let funds = DetectionTableTests.funds

    @Test("a server that refuses every name is not filtered by its name")
    func refusingServer() throws {
        var site = try Site()
        site.change({ $0.host == Self.funds }) { $0.tls = TLSObservation(.alert) }
        let refused = ConnectionObservation(
            .otherName, host: Self.funds, port: 443, shownName: "www.google.com", opening: .open,
            tls: TLSObservation(.alert))
        site.recording.connections.append(refused)
        #expect(site.roots == ["tls_cut unknown"])
        // A certificate that it shows under another name is more than a refusal.
        var shown = refused
        shown.tls = TLSObservation(.alert, validity: .trusted)
        site.recording.connections.append(shown)
        #expect(site.roots == ["sni_filtered blocked"])
    }
}
