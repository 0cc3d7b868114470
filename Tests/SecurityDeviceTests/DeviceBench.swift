import DutyModel
import Exchanges
import SecurityDevice
import Signing
import DeviceSimulation

/// A device on a simulated disk with a model of the services, for tests.
struct DeviceBench {
    var device: SecurityDevice
    var funds: ModelFunds
    let disk: SimulatedDisk
    var reading: ClockReading
    private var random = SeededRandom(seed: 42)

    static let key = PSDKeyID(serial: PSDSerial(42), life: 1)
    static let start = Timestamp(1_764_000_000)
    static let signer = TestSigner(name: "device")

    /// A device as it leaves the factory.
    init(limits: DeviceLimits = DeviceLimits()) throws {
        disk = SimulatedDisk(seed: 1)
        funds = ModelFunds(time: Self.start)
        reading = ClockReading(wall: Self.start, bootSeconds: 1_000)
        device = try Self.open(disk, limits: limits)
    }

    /// A device that may frank, with these funds.
    static func valid(
        funds amount: Paise = .rupees(5_000), licence: FrankingLimits = FrankingLimits(),
        limits: DeviceLimits = DeviceLimits()
    ) throws -> DeviceBench {
        var bench = try DeviceBench(limits: limits)
        try bench.authorise(licence: licence)
        try bench.audit()
        if amount > .zero { try bench.refill(amount) }
        return bench
    }

    static func open(
        _ disk: SimulatedDisk, limits: DeviceLimits = DeviceLimits(), signer: TestSigner = DeviceBench.signer,
        newestKnown: SignedUsageRecord? = nil
    ) throws(DutyFailure) -> SecurityDevice {
        try SecurityDevice.open(
            storage: SimulatedJournal(disk: disk), anchor: SimulatedAnchor(disk: disk), signer: signer,
            verifier: TestVerifier(), limits: limits, newestKnownRecord: newestKnown)
    }

    mutating func authorise(licence: FrankingLimits = FrankingLimits()) throws {
        try device.initialise(serial: Self.key.serial, life: 1)
        let (authorisation, signature) = try funds.authorisation(
            for: Self.key, publicKey: Self.signer.publicKey, limits: licence)
        try device.authorise(authorisation, signature: signature, at: reading)
    }

    mutating func nonce() -> Nonce { Nonce(unchecked: random.bytes(16)) }
    mutating func id() -> OperationID { OperationID(unchecked: random.bytes(16)) }

    mutating func audit(differences: [AuditDifference] = []) throws {
        try device.beginAudit(id: id(), at: reading)
        let request = try device.auditRequest(nonce: nonce(), at: reading)
        try device.applyVerdict(try funds.verdict(request, differences: differences), at: reading)
    }

    /// Begins a refill and asks for it.
    mutating func ask(_ amount: Paise) throws -> RefillRequest {
        _ = try device.beginRefill(amount: amount, id: id(), at: reading)
        return try device.refillRequest(nonce: nonce(), at: reading)
    }

    @discardableResult
    mutating func refill(_ amount: Paise, refuses: Bool = false) throws -> RefillDecision {
        let answer = try funds.answer(try ask(amount), refuses: refuses)
        return try device.applyRefill(answer, at: reading)
    }

    @discardableResult
    mutating func frank(
        _ amount: Paise, article: String = "4", state: String = "MH"
    ) throws -> SignedUsageRecord {
        let order = FrankingOrder(amount: amount, article: try Article(article), state: try StateCode(state))
        return try device.frank(order, at: reading)
    }

    /// A receipt for the records that wait, up to a counter.
    func receipt(through counter: UInt32, for key: PSDKeyID = Self.key) throws -> UsageReceipt {
        try funds.receipt(
            for: key, of: device.unsentRecords(limit: UsageBatch.recordsMaximum), through: counter)
    }

    /// Withdraws the device: its funds are gone, its key is there.
    @discardableResult
    mutating func withdraw() throws -> OperationID {
        let id = id()
        try device.beginWithdrawal(id: id, at: reading)
        let request = try device.withdrawalRequest(nonce: nonce(), at: reading)
        try device.completeWithdrawal(try funds.withdrawal(request), at: reading)
        return id
    }

    /// Lets time pass for both clocks and the service.
    mutating func wait(days: Int64 = 0, seconds: Int64 = 0) {
        let passed = days * 86_400 + seconds
        reading = ClockReading(
            wall: reading.wall.advanced(bySeconds: passed), bootSeconds: reading.bootSeconds + passed)
        funds.time = funds.time.advanced(bySeconds: passed)
    }
}

/// The code with which a call is refused; nil where it is not.
func refusal(_ call: () throws -> Void) -> FailureCode? {
    do {
        try call()
        return nil
    } catch {
        return (error as? DutyFailure)?.code
    }
}
