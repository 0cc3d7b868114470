import BaseProtocol
import DeviceSimulation
import DutyModel
import Exchanges
import Foundation
import SecurityDevice
import Signing
import Simulation
import Testing

@testable import Base

/// A device's end and its next life, in the base's own words.
@Suite struct BaseLifeTests {
    private let folder = FileManager.default.temporaryDirectory.path + "/lives-\(UUID().uuidString)"
    private let disk = SimulatedDisk(seed: 3)

    private func openUnit(initialise: Bool = false) throws -> BaseUnit {
        var device = try SecurityDevice.open(
            storage: SimulatedJournal(disk: disk), anchor: SimulatedAnchor(disk: disk),
            keyring: SimulatedKeyring(disk: disk), verifier: TestVerifier())
        if initialise { try device.initialise(serial: BaseBench.key.serial, life: 1) }
        return BaseUnit(
            device: device, clock: FixedClock(), random: SystemRandomSource(),
            desk: ImpressionDesk(
                prefix: try VerifyPrefix("HTTP://127.0.0.1:8700/V/"), demonstration: true, titles: { _, _ in nil }),
            certificates: DeviceCertificates(folder: folder), logger: BaseBench.logger)
    }

    private func configure(_ unit: BaseUnit, _ funds: ModelFunds) async throws -> ConfigurationRequest {
        guard case .configurationRequest(let request) = try await unit.answer(.configurationRequest) else {
            throw DutyFailure(.internalError, "Another answer.")
        }
        _ = try await unit.answer(.configure(try funds.configuration(for: request)))
        return request
    }

    /// The same licence with another signature and certificate took their place: a restored back end would have refused it.
    @Test func `a licence handed over again puts nothing in the place of what the base keeps`() async throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let funds = ModelFunds(time: BaseBench.time)
        let unit = try openUnit(initialise: true)
        _ = try await configure(unit, funds)
        guard case .licence(let held?) = try await unit.answer(.licence) else {
            Issue.record("another answer")
            return
        }
        let unsigned = DeviceConfiguration(
            authorisation: held.authorisation, signature: .unsigned, certificate: [1], replaces: nil)
        #expect(await code { _ = try await unit.answer(.configure(unsigned)) } == .signatureBad)
        let otherwise = DeviceConfiguration(
            authorisation: held.authorisation, signature: held.signature, certificate: [1], replaces: nil)
        _ = try await unit.answer(.configure(otherwise))
        guard case .licence(held) = try await unit.answer(.licence) else {
            Issue.record("the base keeps another licence")
            return
        }
        #expect(FileManager.default.contents(atPath: folder + "/psd-life-1.der") == Data(held.certificate))
    }

    @Test func `only a certificate of the device's own key takes the place of the one before`() async throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let unit = try openUnit(initialise: true)
        let own = SimulatedKeyring.signer(life: 1).publicKey.subjectPublicKeyInfo
        #expect(await code { _ = try await unit.answer(.keepCertificate(own)) } == .psdStateRefuses)
        _ = try await configure(unit, ModelFunds(time: BaseBench.time))
        func kept() -> Data? { FileManager.default.contents(atPath: folder + "/psd-life-1.der") }
        let first = try #require(kept())
        let foreign = SimulatedKeyring.signer(life: 2).publicKey.subjectPublicKeyInfo
        let tooLong = own + Array(repeating: 0, count: DeviceCertificates.limitBytes)
        for refused in [[], [1], foreign, Array(own.dropLast()), tooLong] {
            #expect(await code { _ = try await unit.answer(.keepCertificate(refused)) } == .valueMalformed)
            #expect(kept() == first)
        }
        for next in [[7] + own, own + [7]] {
            _ = try await unit.answer(.keepCertificate(next))
            #expect(kept() == Data(next))
        }
    }

    @Test func `from configuration through withdrawal to the next life`() async throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        var funds = ModelFunds(time: BaseBench.time)
        var unit = try openUnit(initialise: true)
        #expect(try await configure(unit, funds).psdKey.life == 1)
        #expect(FileManager.default.contents(atPath: folder + "/psd-life-1.der") == Data([0x30, 0x00]))
        _ = try await unit.answer(.beginRefill(amount: .rupees(20)))
        guard case .refillRequest(let cancellation) = try await unit.answer(.refillRequest(.cancellation)) else {
            Issue.record("another answer")
            return
        }
        _ = try await unit.answer(.applyRefill(try funds.answer(cancellation)))
        _ = try await unit.answer(.beginRefill(amount: .rupees(30)))
        guard case .refillRequest(let refill) = try await unit.answer(.refillRequest()) else { return }
        _ = try await unit.answer(.applyRefill(try funds.answer(refill, refuses: false)))

        guard case .withdrawalBegun(let id) = try await unit.answer(.beginWithdrawal()),
            case .withdrawalBegun(let again) = try await unit.answer(.beginWithdrawal()), id == again,
            case .withdrawalRequest(let request) = try await unit.answer(.withdrawalRequest)
        else {
            Issue.record("another answer")
            return
        }
        _ = try await unit.answer(.completeWithdrawal(try funds.withdrawal(request)))
        #expect(await code { _ = try await unit.answer(.destroyKey) } == .psdStateRefuses)
        guard case .withdrawalConfirmation(let confirmation) = try await unit.answer(.withdrawalConfirmation) else {
            Issue.record("another answer")
            return
        }
        #expect(confirmation.id == id && confirmation.statement.registers.descending == .zero)
        _ = try await unit.answer(.destroyKey)
        #expect(disk.keyLives.isEmpty)
        // The base starts again without a key, and the next life has one.
        unit = try openUnit()
        guard case .status(let status) = try await unit.answer(.status) else { return }
        #expect(status.keyDestroyed && status.phase == .withdrawn)
        _ = try await unit.answer(.beginNextLife())
        unit = try openUnit()
        #expect(try await configure(unit, funds).psdKey.life == 2)
        #expect(disk.keyLives == [2])
        guard case .grants(let grants) = try await unit.answer(.grants) else { return }
        #expect(grants.map(\.operation.amount) == [.rupees(30)])
    }

    @Test(arguments: ["whole", "missing", "empty", "garbage", "of other terms", "too long"])
    func `the licence is kept as it was signed, and only what says the device's own terms is shown`(
        _ damage: String
    ) async throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let funds = ModelFunds(time: BaseBench.time)
        let unit = try openUnit(initialise: true)
        #expect(try await held(unit) == nil)
        let request = try await configure(unit, funds)
        let whole = try await held(unit)
        #expect(whole == (try funds.configuration(for: request)) && whole?.authorisation.psdKey == BaseBench.key)
        let file = URL(filePath: folder + "/psd-life-1.licence")
        let text = try String(contentsOf: file, encoding: .utf8)
        switch damage {
        case "whole": break
        case "missing": try FileManager.default.removeItem(at: file)
        case "empty": try Data().write(to: file)
        case "garbage": try Data("{\"authorisation\":7}".utf8).write(to: file)
        case "too long": try Data((text + String(repeating: " ", count: 70_000)).utf8).write(to: file)
        default:
            let other = text.replacing(whole?.authorisation.licence.text ?? "", with: "OTHER-1")
            #expect(other != text)
            try Data(other.utf8).write(to: file)
        }
        #expect(try await held(unit) == (damage == "whole" ? whole : nil))
    }

    private func held(_ unit: BaseUnit) async throws -> DeviceConfiguration? {
        guard case .licence(let held) = try await unit.answer(.licence) else {
            throw DutyFailure(.internalError, "Another answer.")
        }
        return held
    }

    @Test func `a certificate that is none is refused`() throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let certificates = DeviceCertificates(folder: folder)
        for size in [0, DeviceCertificates.limitBytes + 1] {
            #expect(throws: DutyFailure.self) {
                try certificates.keep([UInt8](repeating: 0x30, count: size), of: BaseBench.key)
            }
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
    }
}
