import BackEnd
import Base
import Crypto
import DeviceSimulation
import DutyModel
import Exchanges
import Foundation
import Logging
import ProgramRunning
import SecurityDevice
import Signing
import Simulation
import Storage
import StorageSQLite

@testable import Tablet

/// A tablet between a real base and a real back end, each in a folder or memory of its own.
struct TabletBench {
    let folder: String
    let clock = TestClock()
    /// The tablet's own wall clock, which may be wrong.
    let tabletClock: TestClock
    let elapsed = TestElapsedClock()
    let pauses = CountedPauses()
    let adopted = AdoptedKeys()
    let backEnd: BackEndInstallation
    let transport: ScriptedTransport
    let line: BaseLine
    let disk: SimulatedDisk
    let outbox: SQLOutbox
    let tablet: TabletUnit
    let keys = KeptKeys()

    /// Makes the tablet's line to a base out of a line in memory, and what starts that base again from its disk.
    typealias Link = (_ line: BaseLine, _ restart: @escaping @Sendable () throws -> Void) async throws
        -> any BaseConnection

    static let customer = CustomerAccount(unchecked: "CUST-1")
    private static let key = TestDirectory.key
    private static let logger = Logger(label: "tests") { _ in SwiftLogNoOpLogHandler() }

    /// An enrolled machine whose customer has this money; nothing is refilled yet.
    init(
        money: Paise = .rupees(1_00_000), tabletClock: TestClock? = nil, settings: TabletSettings = TabletSettings(),
        outbox wrap: (SQLOutbox) -> any Outbox = { $0 }, link: Link = { line, _ in line }
    ) async throws {
        folder = try TestFolder.make("tablet").path
        self.tabletClock = tabletClock ?? clock
        backEnd = try await BackEndInstallation.open(
            folder: folder + "/backend", clock: clock, demonstration: true)
        let identity = try await Self.enrolMachine(backEnd, money: money)
        disk = SimulatedDisk(seed: 1)
        var device = try Self.open(disk, keys)
        try device.pinRoot(backEnd.certifiedKeys.root)
        try device.initialise(serial: Self.key.serial, life: 1)
        try device.takeServiceKeys(backEnd.certifiedKeys)
        let publicKey = keys.makeKey(life: 1).publicKey
        let issued = try await backEnd.enrolment.enrolPSD(
            PSDEnrolment(
                psdKey: Self.key, publicKey: publicKey, machine: TestDirectory.machine,
                licence: LicenceNumber(unchecked: "LIC-1"), state: try StateCode("MH")))
        try device.authorise(issued.authorisation, signature: issued.signature, at: clock.read())
        let line = BaseLine(try Self.base(device, clock))
        self.line = line
        let (running, kept, time) = (RunningDisk(disk), keys, clock)
        let restart: @Sendable () throws -> Void = {
            line.replace(try Self.base(Self.open(running.afterProcessEnd(), kept), time))
        }
        let base = try await link(line, restart)
        transport = ScriptedTransport(backEnd, identity: identity)
        outbox = try await SQLOutbox(database: SQLiteDatabase(path: folder + "/outbox.sqlite"))
        let (elapsed, pauses, adopted) = (elapsed, pauses, adopted)
        var settings = settings
        // A busy computer is no base that stands still.
        settings.lookPatienceMilliseconds = 60_000
        tablet = TabletUnit(
            base: base,
            backEnd: BackEndAccess(
                distributor: ServiceLocation(service: .distributor, host: "distributor.test", port: 1, path: "/"),
                distributorKey: backEnd.distributorKey, machine: TestDirectory.machine, psdKey: Self.key,
                guidePermits: { host, _ in host != "stranger.test" },
                keeper: EnrolmentKeeper(adopt: { adopted.take($0) })),
            transport: transport, outbox: wrap(outbox),
            terms: TabletTerms(
                schedule: try DutySchedule.bundled(), stampPrefix: try VerifyPrefix("HTTP://127.0.0.1:8700/V/"),
                settings: settings),
            surroundings: TabletSurroundings(
                clock: self.tabletClock, logger: Self.logger, elapsed: elapsed, pause: { pauses.take($0) }))
    }

    /// As above, with funds in the machine.
    static func filled(
        _ amount: Paise = .rupees(5_000), settings: TabletSettings = TabletSettings(),
        outbox wrap: (SQLOutbox) -> any Outbox = { $0 }
    ) async throws -> TabletBench {
        let bench = try await TabletBench(settings: settings, outbox: wrap)
        _ = try await bench.tablet.refill(amount: amount)
        return bench
    }

    private static func enrolMachine(_ backEnd: BackEndInstallation, money: Paise) async throws -> MachineIdentity {
        try await backEnd.enrolment.openAccount(customer, name: "Demonstration", isDemonstration: true)
        if money > .zero { try await backEnd.enrolment.deposit(money, challan: "DEMO-1", customer: customer) }
        let certificate = try await backEnd.enrolment.enrolMachine(
            TestDirectory.machine, customer: customer,
            publicKeyPEM: P256.Signing.PrivateKey().publicKey.pemRepresentation)
        try await backEnd.distributor.publish([
            ServiceLocation(service: .funds, host: "funds.test", port: 1, path: "/"),
            ServiceLocation(service: .transactions, host: "transactions.test", port: 1, path: "/"),
        ])
        return MachineIdentity(machine: TestDirectory.machine, certificateHash: certificate.hash)
    }

    private static func open(_ disk: SimulatedDisk, _ keys: KeptKeys) throws -> SecurityDevice {
        try SecurityDevice.open(
            storage: SimulatedJournal(disk: disk), anchor: SimulatedAnchor(disk: disk), keyring: keys,
            verifier: Ed25519Verifier())
    }

    private static func base(_ device: SecurityDevice, _ clock: TestClock) throws -> BaseUnit {
        BaseUnit(
            device: device, clock: clock, random: SystemRandomSource(),
            desk: ImpressionDesk(
                prefix: try VerifyPrefix("HTTP://127.0.0.1:8700/V/"), demonstration: true, titles: { _, _ in nil }),
            logger: logger)
    }

    /// Puts a base with this disk at the end of the line.
    func put(_ disk: SimulatedDisk) throws { line.replace(try Self.base(Self.open(disk, keys), clock)) }

    /// Puts another device into the base, licensed for this machine.
    func replaceDevice(by key: PSDKeyID) async throws {
        let keys = KeptKeys()
        let issued = try await backEnd.enrolment.enrolPSD(
            PSDEnrolment(
                psdKey: key, publicKey: keys.makeKey(life: key.life).publicKey, machine: TestDirectory.machine,
                licence: LicenceNumber(unchecked: "LIC-1"), state: try StateCode("MH")))
        var device = try Self.open(SimulatedDisk(seed: 2), keys)
        try device.initialise(serial: key.serial, life: key.life)
        try device.authorise(issued.authorisation, signature: issued.signature, at: clock.read())
        line.replace(try Self.base(device, clock))
    }

    /// What the automatic duties do when they look; true when something failed.
    func look() async -> Bool {
        await AutomaticDuties(tablet: tablet).lookOnce() != .fine
    }

    /// What is left of the customer's money for refills.
    func money() async throws -> Paise { try await backEnd.enrolment.funds(of: Self.customer) }

    @discardableResult
    func frank(_ rupees: Int64 = 500) async throws(DutyFailure) -> ImpressionSummary {
        try await tablet.frank(FrankingWish(amount: .rupees(rupees), article: try Article("4")))
    }

    func remove() { try? FileManager.default.removeItem(atPath: folder) }
}

/// The failure of a call; nil where it does not fail.
func failure(_ call: () async throws -> Void) async -> DutyFailure? {
    do {
        try await call()
        return nil
    } catch {
        return error as? DutyFailure ?? DutyFailure(.internalError, "\(error)")
    }
}
