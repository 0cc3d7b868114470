import BackEnd
import DutyModel
import Exchanges
import Signing
import Testing

@testable import Tablet

/// A machine says that it is still here, and its back end shows it.
@Suite struct StillHereTests {
    private func shown(_ bench: TabletBench) async throws -> [HeardAttestation] {
        guard case .devices(let lines) = try await bench.backEnd.operators.answer(.devices(nil)) else { return [] }
        return lines.flatMap(\.attestations)
    }

    @Test func `the device's word is shown with the versions of both programs, and anew with each look`() async throws {
        let bench = try await TabletBench.filled()
        defer { bench.remove() }
        let period = TabletSettings().directorySeconds
        var last: Timestamp?
        for _ in 1...3 {
            bench.clock.advance(bySeconds: period)
            bench.elapsed.advance(bySeconds: period)
            _ = await bench.look()
            let heard = try #require(try await shown(bench).first)
            guard case .stillHere(let word) = heard.attestation else {
                Issue.record("another attestation")
                return
            }
            #expect(word.psdKey == TestDirectory.key && word.tablet == .current && word.base == .current)
            #expect(word.time > last ?? Timestamp(0) && heard.heardAt == bench.clock.now())
            let key = bench.keys.makeKey(life: 1).publicKey
            #expect(Ed25519Verifier().isValid(word.signature, over: word.signedForm, by: key))
            last = word.time
        }
    }

    @Test func `a back end that refuses it troubles nobody`() async throws {
        let bench = try await TabletBench.filled()
        defer { bench.remove() }
        bench.elapsed.advance(bySeconds: TabletSettings().directorySeconds)
        // The first of the two messages asks for the directory.
        bench.transport.script(.distributor, .standingKeptBack, .refused(.xmlElementUnexpected))
        #expect(await bench.look() == false)
        #expect(bench.transport.attested == 1)
        #expect(try await shown(bench).isEmpty)
    }
}
