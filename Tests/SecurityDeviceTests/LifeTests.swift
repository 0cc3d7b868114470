import DutyModel
import Exchanges
import Signing
import DeviceSimulation
import Testing

@testable import SecurityDevice

struct LifeTests {
    @Test func theSerialIsLockedOnce() throws {
        var bench = try DeviceBench()
        #expect(refusal { try bench.device.initialise(serial: PSDSerial(1), life: 2) } == .psdStateRefuses)
        try bench.device.initialise(serial: PSDSerial(1), life: 1)
        #expect(refusal { try bench.device.initialise(serial: PSDSerial(2), life: 1) } == .psdStateRefuses)
    }

    @Test func authorisationsOfOthersAreRefused() throws {
        var bench = try DeviceBench()
        try bench.device.initialise(serial: DeviceBench.key.serial, life: 1)
        let foreignKey = PSDKeyID(serial: PSDSerial(43), life: 1)
        let publicKey = DeviceBench.signer.publicKey
        let (foreign, foreignSignature) = try bench.funds.authorisation(for: foreignKey, publicKey: publicKey)
        #expect(
            refusal { try bench.device.authorise(foreign, signature: foreignSignature, at: bench.reading) }
                == .grantNotMine)
        let (moved, movedSignature) = try bench.funds.authorisation(
            for: DeviceBench.key, publicKey: TestSigner(name: "other").publicKey)
        #expect(
            refusal { try bench.device.authorise(moved, signature: movedSignature, at: bench.reading) }
                == .grantNotMine)
        let (good, signature) = try bench.funds.authorisation(for: DeviceBench.key, publicKey: publicKey)
        #expect(
            refusal { try bench.device.authorise(good, signature: foreignSignature, at: bench.reading) }
                == .signatureBad)
        try bench.device.authorise(good, signature: signature, at: bench.reading)
        try bench.device.authorise(good, signature: signature, at: bench.reading)
    }

    @Test func anOrderForOtherFundsRemovesNothing() throws {
        var bench = try DeviceBench.valid(funds: .rupees(100))
        try bench.device.beginWithdrawal(id: bench.id(), at: bench.reading)
        let request = try bench.device.withdrawalRequest(nonce: bench.nonce(), at: bench.reading)
        let good = try bench.funds.withdrawal(request)
        let forged = WithdrawalOrder(
            psdKey: good.psdKey, id: good.id, nonce: good.nonce, statementCounter: good.statementCounter,
            removed: .rupees(1), epoch: good.epoch, time: good.time, signature: good.signature)
        #expect(refusal { try bench.device.completeWithdrawal(forged, at: bench.reading) } == .signatureBad)
        #expect(bench.device.state.registers.descending == .rupees(100))
    }

    @Test func moneyOnItsWayHoldsAWithdrawalUp() throws {
        var bench = try DeviceBench.valid()
        _ = try bench.ask(.rupees(1))
        #expect(
            refusal { try bench.device.beginWithdrawal(id: bench.id(), at: bench.reading) } == .refillOutstanding)
    }

    @Test func anotherKeyDoesNotOpenTheDevice() throws {
        let bench = try DeviceBench.valid()
        #expect(
            refusal { _ = try DeviceBench.open(bench.disk, signer: TestSigner(name: "other")) } == .keyMissing)
    }
}
