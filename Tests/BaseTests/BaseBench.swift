import Base
import BaseProtocol
import DeviceSimulation
import DutyModel
import Exchanges
import Foundation
import Logging
import SecurityDevice
import Signing
import Simulation

/// A base around a device in memory, with a model of the funds service.
struct BaseBench {
    let unit: BaseUnit
    var funds = ModelFunds(time: time)

    static let time = Timestamp(1_790_000_000)
    static let key = PSDKeyID(serial: PSDSerial(42), life: 1)
    static let logger = Logger(label: "tests") { _ in SwiftLogNoOpLogHandler() }

    /// A base whose device stands in this state.
    init(licensed: Bool = true, funds amount: Paise = .rupees(1_000), tampered: Bool = false) async throws {
        let signer = Ed25519Signer()
        let disk = SimulatedDisk(seed: 1)
        var device = try SecurityDevice.open(
            storage: SimulatedJournal(disk: disk), anchor: SimulatedAnchor(disk: disk), signer: signer,
            verifier: AnyKind())
        try device.initialise(serial: Self.key.serial, life: 1)
        let reading = FixedClock().read()
        if licensed {
            let (authorisation, signature) = try funds.authorisation(
                for: Self.key, publicKey: signer.publicKey, limits: FrankingLimits())
            try device.authorise(authorisation, signature: signature, at: reading)
        }
        if tampered { try device.tamper() }
        unit = BaseUnit(
            device: device, clock: FixedClock(), random: SystemRandomSource(),
            desk: ImpressionDesk(
                prefix: try VerifyPrefix("HTTP://127.0.0.1:8700/V/"), demonstration: true, titles: { _, _ in nil }),
            logger: Self.logger)
        if licensed, !tampered, amount > .zero { try await refill(amount) }
    }

    /// Takes a refill through the base's own words.
    mutating func refill(_ amount: Paise) async throws {
        guard case .refillBegun(let operation) = try await unit.answer(.beginRefill(amount: amount)),
            case .refillRequest(let request) = try await unit.answer(.refillRequest()), request.operation == operation,
            case .refillDecided(.granted) = try await unit.answer(.applyRefill(funds.answer(request, refuses: false)))
        else { throw DutyFailure(.internalError, "The refill did not go through.") }
    }

    func frank(_ rupees: Int64 = 10) async throws -> SignedUsageRecord {
        let order = FrankingOrder(amount: .rupees(rupees), article: try Article("4"), state: try StateCode("MH"))
        guard case .franked(let record) = try await unit.answer(.frank(order)) else {
            throw DutyFailure(.internalError, "Another answer.")
        }
        return record
    }

    func file(_ command: BaseCommand) async throws -> Data {
        guard case .file(let data) = try await unit.answer(command) else {
            throw DutyFailure(.internalError, "Another answer.")
        }
        return data
    }

    /// Has a drawing leave the base.
    func draw(
        _ counter: UInt32, _ number: DrawingNumber = .first, _ format: PrintFormat = .png
    ) async throws -> (file: Data, format: PrintFormat, sentAgain: Bool) {
        let answer = try await unit.answer(.drawing(counter: counter, number, format))
        guard case .drawing(let file, let format, let sentAgain) = answer else {
            throw DutyFailure(.internalError, "Another answer.")
        }
        return (file, format, sentAgain)
    }

    func printStates() async throws -> [UInt32: PrintState] {
        guard case .printStandings(let standings) = try await unit.answer(.printStandings(from: 0, limit: 50)) else {
            throw DutyFailure(.internalError, "Another answer.")
        }
        return standings.byCounter.mapValues(\.state)
    }

    func status() async throws -> DeviceStatus {
        guard case .status(let status) = try await unit.answer(.status) else {
            throw DutyFailure(.internalError, "Another answer.")
        }
        return status
    }
}

/// Clocks that stand still.
struct FixedClock: DeviceClock {
    func read() -> ClockReading { ClockReading(wall: BaseBench.time, bootSeconds: 1_000) }
}

/// Believes both kinds of signatures: the device's are real, the model services' are not.
struct AnyKind: FormVerifier {
    func isValid(_ signature: SignatureBytes, over form: CanonicalForm, by key: PublicKeyBytes) -> Bool {
        TestVerifier().isValid(signature, over: form, by: key)
            || Ed25519Verifier().isValid(signature, over: form, by: key)
    }
}

/// The code with which a call fails; nil where it does not.
func code(_ call: () async throws -> Void) async -> FailureCode? {
    do {
        try await call()
        return nil
    } catch {
        return (error as? DutyFailure)?.code
    }
}
