import BackEnd
import BaseProtocol
import DutyModel
import Exchanges
import Testing

@testable import Tablet

/// What base and back end say to each other in newer forms, as far as each reads it.
@Suite struct NewerFormTests {
    @Test func `an audit tells the back end which service root the device obeys`() async throws {
        let bench = try await TabletBench.filled()
        defer { bench.remove() }
        _ = try await bench.tablet.audit(act: nil)
        guard case .devices(let lines) = try await bench.backEnd.operators.answer(.devices(nil)) else {
            Issue.record("another reply")
            return
        }
        #expect(lines.map(\.serviceRoot) == [bench.backEnd.certifiedKeys.root.fingerprint])
    }

    @Test func `a demonstration's device is told in each life that it is one`() async throws {
        let bench = try await TabletBench.filled()
        defer { bench.remove() }
        func licence() async throws -> Authorisation? {
            guard case .status(let status) = try await bench.line.ask(.status) else { return nil }
            return status.authorisation
        }
        #expect(try await licence()?.demonstration == true)
        _ = try await bench.tablet.withdraw(act: nil)
        try await bench.tablet.beginNextLife(act: nil)
        let next = PSDKeyID(serial: TestDirectory.key.serial, life: 2)
        try await bench.backEnd.enrolment.permit(
            PSDEnrolment(
                psdKey: next, publicKey: bench.keys.makeKey(life: 2).publicKey, machine: TestDirectory.machine,
                licence: LicenceNumber(unchecked: "LIC-1"), state: try StateCode("MH")))
        _ = await bench.look()
        let second = try #require(try await licence())
        #expect(second.psdKey == next && second.demonstration == true)
    }
}
