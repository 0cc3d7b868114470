import DutyModel
import Exchanges
import Signing
import DeviceSimulation
import Testing

@testable import SecurityDevice

/// A device is a demonstration's for ever, or never.
@Suite struct DemonstrationMarkTests {
    /// A device in its second life, which waits for a licence; that of the first said this.
    private func secondLife(after mark: Bool?) throws -> DeviceBench {
        var bench = try DeviceBench()
        try bench.device.initialise(serial: DeviceBench.key.serial, life: 1)
        try license(&bench, mark)
        try bench.refill(.rupees(10))
        try bench.withdraw()
        _ = try bench.device.withdrawalConfirmation(at: bench.reading)
        try bench.device.destroyKey()
        bench.device = try DeviceBench.open(bench.disk, signer: TestSigner(name: "second life"))
        try bench.device.beginNextLife()
        return bench
    }

    private func license(_ bench: inout DeviceBench, _ mark: Bool?) throws {
        let (terms, signature) = try bench.funds.authorisation(
            for: try #require(bench.device.state.psdKey), publicKey: try #require(bench.device.state.publicKey),
            demonstration: mark)
        try bench.device.authorise(terms, signature: signature, at: bench.reading)
    }

    @Test(arguments: [true, false])
    func `who took a licence with a mark takes no other, and none without`(_ mark: Bool) throws {
        var bench = try secondLife(after: mark)
        for other in [nil, !mark] as [Bool?] {
            #expect(refusal { try license(&bench, other) } == .licenceForeign)
            #expect(bench.device.status(at: bench.reading).phase == .initialised)
        }
        try license(&bench, mark)
        #expect(bench.device.status(at: bench.reading).authorisation?.demonstration == mark)
        let again = try DeviceBench.open(bench.disk.afterPowerCut(), signer: TestSigner(name: "second life"))
        #expect(again.state == bench.device.state && again.state.obedience.demonstration == mark)
    }

    @Test func `a licence of before there was a mark binds nobody`() throws {
        for next in [nil, true, false] as [Bool?] {
            var bench = try secondLife(after: nil)
            #expect(bench.device.state.obedience.demonstration == nil)
            try license(&bench, next)
            #expect(bench.device.state.obedience.demonstration == next)
        }
    }

    @Test func `the mark is signed`() throws {
        var bench = try DeviceBench()
        try bench.device.initialise(serial: DeviceBench.key.serial, life: 1)
        let (real, signature) = try bench.funds.authorisation(
            for: DeviceBench.key, publicKey: DeviceBench.signer.publicKey, demonstration: true)
        for mark in [nil, false] as [Bool?] {
            let changed = Authorisation(
                psdKey: real.psdKey, psdPublicKey: real.psdPublicKey, machine: real.machine, licence: real.licence,
                state: real.state, customer: real.customer, limits: real.limits, fundsKey: real.fundsKey,
                transactionsKey: real.transactionsKey, issuedAt: real.issuedAt, demonstration: mark)
            let refused = refusal { try bench.device.authorise(changed, signature: signature, at: bench.reading) }
            #expect(refused == .signatureBad)
        }
    }

    @Test func `a snapshot of version 5 knew of no mark`() throws {
        var bench = try DeviceBench.valid()
        try bench.frank(.rupees(5))
        let state = bench.device.state
        let older = [0, 5] + SnapshotSurgery.withoutMarks(state).dropFirst(2)
        #expect(try DeviceState(encoded: older) == state)
        #expect(refusal { _ = try DeviceState(encoded: older + [0]) } == .journalDamaged)
    }
}

/// Makes of a snapshot one of an earlier version, for states without a mark.
enum SnapshotSurgery {
    /// The bytes that came before version 6 put the marks in: none beside the licence, none at the end.
    static func withoutMarks(_ state: DeviceState) -> [UInt8] {
        var bytes = state.encoded
        bytes.removeLast()
        guard let authorisation = state.authorisation else { return bytes }
        var writer = BinaryWriter()
        writer.append(authorisation)
        if let place = bytes.firstRange(of: writer.bytes)?.upperBound { bytes.remove(at: place) }
        return bytes
    }
}
