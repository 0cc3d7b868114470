import DutyModel
import Exchanges
import Signing
import DeviceSimulation
import Testing

@testable import SecurityDevice

/// How a life ends, and how the next begins.
@Suite struct WithdrawalTests {
    /// A device whose keys lie on its own disk.
    private static func valid(funds: Paise = .rupees(100)) throws -> DeviceBench {
        var bench = try DeviceBench()
        try reopen(&bench)
        try bench.device.initialise(serial: DeviceBench.key.serial, life: 1)
        try configure(&bench)
        try bench.refill(funds)
        return bench
    }

    private static func reopen(_ bench: inout DeviceBench) throws {
        bench.device = try SecurityDevice.open(
            storage: SimulatedJournal(disk: bench.disk), anchor: SimulatedAnchor(disk: bench.disk),
            keyring: SimulatedKeyring(disk: bench.disk), verifier: TestVerifier())
    }

    private static func configure(_ bench: inout DeviceBench) throws {
        let request = try bench.device.configurationRequest(nonce: bench.nonce(), at: bench.reading)
        try bench.device.configure(try bench.funds.configuration(for: request), at: bench.reading)
    }

    private static func isSigned(_ signature: SignatureBytes, over form: CanonicalForm, life: UInt8) -> Bool {
        TestVerifier().isValid(signature, over: form, by: SimulatedKeyring.signer(life: life).publicKey)
    }

    @Test func `a withdrawn device goes on counting in its next life`() throws {
        var bench = try Self.valid()
        try bench.frank(.rupees(30))
        let id = bench.id()
        try bench.device.beginWithdrawal(id: id, at: bench.reading)
        #expect(refusal { try bench.frank(.rupees(1)) } == .psdStateRefuses)
        let nonce = bench.nonce()
        #expect(
            refusal { _ = try bench.device.withdrawalRequest(nonce: nonce, at: bench.reading) } == .psdUploadOverdue)
        try bench.device.applyReceipt(try bench.receipt(through: 1))
        let request = try bench.device.withdrawalRequest(nonce: nonce, at: bench.reading)
        #expect(Self.isSigned(request.signature, over: request.signedForm, life: 1))
        try bench.device.completeWithdrawal(try bench.funds.withdrawal(request), at: bench.reading)
        #expect(bench.device.state.registers == Registers(ascending: .rupees(30), descending: .zero))

        let confirmation = try bench.device.withdrawalConfirmation(at: bench.reading)
        #expect(confirmation.id == id && confirmation.statement.registers == bench.device.state.registers)
        #expect(confirmation.statement.statementCounter == request.statement.statementCounter + 1)
        #expect(Self.isSigned(confirmation.signature, over: confirmation.signedForm, life: 1))
        try bench.device.destroyKey()
        try bench.device.beginNextLife()
        #expect(refusal { try bench.frank(.rupees(1)) } == .psdStateRefuses)
        let asked = try bench.device.configurationRequest(nonce: bench.nonce(), at: bench.reading)
        #expect(Self.isSigned(asked.signature, over: asked.signedForm, life: 2))
        #expect(asked.statement.registers.ascending == .rupees(30) && asked.statement.itemCount == 1)
        #expect(asked.statement.time == bench.reading.wall)
        #expect(asked.statement.statementCounter == confirmation.statement.statementCounter + 1)
        try bench.device.configure(try bench.funds.configuration(for: asked), at: bench.reading)
        try bench.refill(.rupees(10))
        let record = try bench.frank(.rupees(1))
        #expect(record.counter == 2 && record.record.registers.ascending == .rupees(31))
        #expect(bench.device.state.appliedSequence == 2)
        #expect(bench.device.grants.map(\.operation.sequence) == [1, 2])
        #expect(bench.device.grants.map(\.operation.psdKey.life) == [1, 2])
    }

    @Test func `the key stays until the withdrawal is confirmed, and no life follows while it is there`() throws {
        var bench = try Self.valid()
        #expect(refusal { try bench.device.destroyKey() } == .psdStateRefuses)
        try bench.withdraw()
        #expect(refusal { try bench.device.destroyKey() } == .psdStateRefuses)
        #expect(refusal { try bench.device.beginNextLife() } == .psdStateRefuses)
        #expect(refusal { try bench.device.destroy() } == .psdStateRefuses)
        #expect(bench.disk.keyLives == [1])
        let first = try bench.device.withdrawalConfirmation(at: bench.reading)
        let second = try bench.device.withdrawalConfirmation(at: bench.reading)
        #expect(first.statement.statementCounter < second.statement.statementCounter)
        try bench.device.destroyKey()
        #expect(bench.disk.keyLives.isEmpty)
        let status = bench.device.status(at: bench.reading)
        #expect(status.keyDestroyed && status.phase == .withdrawn)
        #expect(refusal { _ = try bench.device.withdrawalConfirmation(at: bench.reading) } == .keyMissing)
        try bench.device.destroyKey()
    }

    @Test func `a device whose key is destroyed opens, and so does one that the power left between`() throws {
        var bench = try Self.valid()
        try bench.withdraw()
        _ = try bench.device.withdrawalConfirmation(at: bench.reading)
        // The key went, the journal does not know it.
        try SimulatedKeyring(disk: bench.disk).destroyKey(life: 1)
        try Self.reopen(&bench)
        #expect(!bench.device.status(at: bench.reading).keyDestroyed)
        #expect(refusal { _ = try bench.device.withdrawalConfirmation(at: bench.reading) } == .keyMissing)
        try bench.device.destroyKey()
        try Self.reopen(&bench)
        #expect(bench.device.status(at: bench.reading).keyDestroyed)
        try bench.device.beginNextLife()
        try Self.reopen(&bench)
        #expect(bench.device.status(at: bench.reading).psdKey?.life == 2)
    }

    @Test func `a new key that the journal never named is taken up by the next try`() throws {
        var bench = try Self.valid()
        try bench.withdraw()
        _ = try bench.device.withdrawalConfirmation(at: bench.reading)
        try bench.device.destroyKey()
        _ = try SimulatedKeyring(disk: bench.disk).makeKey(life: 2)
        try Self.reopen(&bench)
        #expect(bench.device.status(at: bench.reading).psdKey?.life == 1)
        try bench.device.beginNextLife()
        #expect(bench.device.status(at: bench.reading).publicKey == SimulatedKeyring.signer(life: 2).publicKey)
    }

    @Test func `a statement counter never comes twice, also before there is a licence`() throws {
        var bench = try DeviceBench()
        try bench.device.initialise(serial: PSDSerial(42), life: 1)
        let first = try bench.device.configurationRequest(nonce: bench.nonce(), at: bench.reading)
        bench.device = try DeviceBench.open(bench.disk.afterPowerCut())
        let second = try bench.device.configurationRequest(nonce: bench.nonce(), at: bench.reading)
        #expect((first.statement.statementCounter, second.statement.statementCounter) == (1, 2))
    }

    @Test func `a configuration for another key is refused`() throws {
        var bench = try DeviceBench()
        try bench.device.initialise(serial: PSDSerial(42), life: 1)
        let request = try bench.device.configurationRequest(nonce: bench.nonce(), at: bench.reading)
        let other = ConfigurationRequest(
            publicKey: TestSigner(name: "other").publicKey, nonce: request.nonce, statement: request.statement,
            signature: request.signature)
        let foreign = try bench.funds.configuration(for: other)
        #expect(refusal { try bench.device.configure(foreign, at: bench.reading) } == .grantNotMine)
        try bench.device.configure(try bench.funds.configuration(for: request), at: bench.reading)
        #expect(
            refusal { _ = try bench.device.configurationRequest(nonce: bench.nonce(), at: bench.reading) }
                == .psdStateRefuses)
    }

    @Test func `a destroyed device does nothing more`() throws {
        var bench = try Self.valid()
        try bench.withdraw()
        _ = try bench.device.withdrawalConfirmation(at: bench.reading)
        try bench.device.destroyKey()
        try bench.device.destroy()
        #expect(refusal { try bench.device.tamper() } == .psdStateRefuses)
        #expect(refusal { try bench.device.beginNextLife() } == .psdStateRefuses)
        #expect(refusal { try bench.device.destroyKey() } == .psdStateRefuses)
        try Self.reopen(&bench)
        #expect(bench.device.status(at: bench.reading).phase == .destroyed)
    }

    @Test func `a second life needs a second key`() throws {
        var bench = try DeviceBench.valid(funds: .zero)
        try bench.withdraw()
        _ = try bench.device.withdrawalConfirmation(at: bench.reading)
        try bench.device.destroyKey()
        #expect(refusal { try bench.device.beginNextLife() } == .psdStateRefuses)
        #expect(refusal { try bench.device.initialise(serial: PSDSerial(43), life: 2) } == .psdStateRefuses)
        #expect(refusal { try bench.device.initialise(serial: PSDSerial(42), life: 3) } == .psdStateRefuses)
    }
}
