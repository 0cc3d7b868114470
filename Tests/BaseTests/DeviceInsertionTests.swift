import DutyModel
import Exchanges
import Foundation
import SecurityDevice
import Signing
import Testing

@testable import Base

/// Another security device in the place of the one in the base.
@Suite struct DeviceInsertionTests {
    private let path = FileManager.default.temporaryDirectory.path + "/insertion-\(UUID().uuidString)"

    private func remove() { try? FileManager.default.removeItem(atPath: path) }
    private func folder() throws -> BaseFolder { try BaseFolder(path: path) }

    private func open(offered: UInt32 = 42) throws -> DeviceStatus {
        try folder().openDevice(serial: PSDSerial(offered)).status(at: SystemClockReader().read())
    }

    private func isThere(_ name: String) -> Bool { FileManager.default.fileExists(atPath: path + "/" + name) }

    @Test func `the next opening makes the new device, and of the old one everything but its key is left`() throws {
        defer { remove() }
        let old = try open()
        let removed = try folder().insertDevice(serial: PSDSerial(43))
        #expect(isThere("removed/P00000042-1/psd/psd.journal"))
        #expect(!isThere("removed/P00000042-1/keys/psd-life-1.key") && !removed.keyIsLeft)
        #expect(removed.lastStatement == nil)
        // The installation still offers the old serial; what was inserted counts.
        let new = try open(offered: 42)
        #expect(new.psdKey?.serial == PSDSerial(43) && new.phase == .initialised)
        #expect(new.publicKey != old.publicKey)
        #expect(try open().publicKey == new.publicKey)
    }

    @Test func `a device that was there is not made anew, for its counters would begin again`() async throws {
        defer { remove() }
        _ = try open()
        #expect(await code { try folder().insertDevice(serial: PSDSerial(42)) } == .psdStateRefuses)
        try folder().insertDevice(serial: PSDSerial(43))
        #expect(await code { try folder().insertDevice(serial: PSDSerial(42)) } == .psdStateRefuses)
        // Given again before the new one was ever opened, the command is the same one.
        try folder().insertDevice(serial: PSDSerial(43))
        #expect(try open().psdKey?.serial == PSDSerial(43))
        #expect(await code { try folder().insertDevice(serial: PSDSerial(43)) } == .psdStateRefuses)
    }

    @Test func `a base that runs keeps its device`() async throws {
        defer { remove() }
        let device = try folder().openDevice(serial: PSDSerial(42))
        #expect(await code { try folder().insertDevice(serial: PSDSerial(43)) } == .dataInUse)
        #expect(device.status(at: SystemClockReader().read()).phase == .initialised)
        #expect(!isThere("insertion.json") && !isThere("removed"))
    }

    @Test func `a device that does not open any more can be replaced`() async throws {
        defer { remove() }
        _ = try open()
        try Data("damaged".utf8).write(to: URL(fileURLWithPath: path + "/psd/psd.journal"))
        #expect(await code { _ = try open() } == .journalDamaged)
        #expect(await code { try folder().insertDevice(serial: PSDSerial(42)) } == .psdStateRefuses)
        // It could not say how it stands, so its key is not destroyed.
        #expect(try folder().insertDevice(serial: PSDSerial(43)).keyIsLeft)
        #expect(isThere("removed/P00000042-1/keys/psd-life-1.key"))
        #expect(try open().psdKey?.serial == PSDSerial(43))
    }

    /// Licenses the device and gives it funds, as a back end does.
    private func licensed(_ amount: Paise) throws -> DeviceStatus {
        var device = try folder().openDevice(serial: PSDSerial(42))
        let (funds, reading) = (Ed25519Signer(), SystemClockReader().read())
        let status = device.status(at: reading)
        let terms = Authorisation(
            psdKey: try #require(status.psdKey), psdPublicKey: try #require(status.publicKey),
            machine: try MachineSerial("M-1"), licence: try LicenceNumber("LIC-1"), state: try StateCode("MH"),
            customer: try CustomerAccount("CUST-1"), limits: FrankingLimits(), fundsKey: funds.publicKey,
            transactionsKey: funds.publicKey, issuedAt: reading.wall)
        try device.authorise(terms, signature: try funds.sign(terms.signedForm), at: reading)
        let random = SystemRandomSource()
        let operation = try device.beginRefill(amount: amount, id: random.value(), at: reading)
        let request = try device.refillRequest(nonce: random.value(), at: reading)
        let decision = RefillDecision.granted(controlTotalAfter: amount)
        let answer = RefillAnswer(
            operation: operation, decision: decision,
            signature: try funds.sign(RefillAnswer(operation: operation, decision: decision).signedForm))
        let envelope = try AnswerEnvelope(
            answerHash: answer.hash, nonce: request.nonce, epoch: 1, time: reading.wall
        ).signed(by: funds)
        _ = try device.applyRefill(EnvelopedRefillAnswer(answer: answer, envelope: envelope), at: reading)
        return device.status(at: reading)
    }

    /// How far a kill lets it get: 0 the plan alone; 1 the statement is kept; 2 the journal is moved; 3 the keys too; 4 the
    /// new device is noted; 5 the old key is half destroyed.
    @Test(arguments: 0...5)
    func `a device says a last time how it stands before its key is destroyed, whatever is cut short`(
        step: Int
    ) throws {
        defer { remove() }
        let before = try licensed(.rupees(500))
        let (place, last) = (path + "/removed/P00000042-1", "psd/\(BaseFolder.lastStatementName)")
        let plan = path + "/insertion.json"
        try Data("{\"removedName\":\"P00000042-1\",\"serial\":43}\n".utf8).write(to: URL(fileURLWithPath: plan))
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: plan)
        if step > 0 { try folder().keepLastStatement() }
        let kept = FileManager.default.contents(atPath: "\(path)/\(last)")
        #expect((kept != nil) == (step > 0))
        if step > 1 {
            try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
            try FileManager.default.moveItem(atPath: path + "/psd", toPath: place + "/psd")
        }
        if step > 2 { try FileManager.default.moveItem(atPath: path + "/keys", toPath: place + "/keys") }
        if step > 3 { try folder().write(SerialNote(serial: PSDSerial(43), isAwaited: true)) }
        if step > 4 {
            let key = try FileHandle(forWritingTo: URL(fileURLWithPath: place + "/keys/psd-life-1.key"))
            try key.write(contentsOf: Data(repeating: 0, count: 65))
            try key.close()
        }
        // The same command again, or a start.
        let removed = step.isMultiple(of: 2) ? try folder().insertDevice(serial: PSDSerial(43)) : nil
        #expect(try open().psdKey?.serial == PSDSerial(43))
        #expect(!isThere("removed/P00000042-1/keys/psd-life-1.key") && !isThere("insertion.json"))
        let bytes = try #require(FileManager.default.contents(atPath: "\(place)/\(last)"))
        #expect(kept == nil || bytes == kept)
        let said = try #require(LastStatement(json: Array(bytes))?.question)
        #expect(said.statement.registers == before.registers && said.statement.psdKey == before.psdKey)
        #expect(
            Ed25519Verifier().isValid(said.signature, over: said.signedForm, by: try #require(before.publicKey)))
        if let removed {
            #expect(removed.lastStatement == said.statement && !removed.keyIsLeft)
            #expect(removed.unsettledItems == [])
        }
    }

    /// The plan is written first; a crash after it, at each move, is finished by the next opening.
    @Test(arguments: 0...3) func `an insertion that a crash cut short is finished`(_ moved: Int) throws {
        defer { remove() }
        _ = try open()
        let plan = path + "/insertion.json"
        try Data("{\"removedName\":\"P00000042-1\",\"serial\":43}\n".utf8).write(to: URL(fileURLWithPath: plan))
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: plan)
        let place = path + "/removed/P00000042-1"
        if moved > 0 { try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true) }
        for name in ["psd", "keys"].prefix(max(0, moved - 1)) {
            try FileManager.default.moveItem(atPath: path + "/" + name, toPath: place + "/" + name)
        }
        // The same command again, or a start.
        if moved.isMultiple(of: 2) { try folder().insertDevice(serial: PSDSerial(43)) }
        #expect(try open().psdKey?.serial == PSDSerial(43))
        #expect(!isThere("insertion.json") && isThere("removed/P00000042-1/psd/psd.journal"))
        // An earlier version may have moved the journal before its device could say how it stands.
        #expect(isThere("removed/P00000042-1/keys/psd-life-1.key") == (moved > 1))
    }

    @Test func `an exchange that fails once it is decided says so, and the same command ends it`() throws {
        defer { remove() }
        _ = try open()
        // A file where the folder for what is removed belongs.
        try Data().write(to: URL(fileURLWithPath: path + "/removed"))
        let base = try folder()
        do throws(DutyFailure) {
            try base.insertDevice(serial: PSDSerial(43))
            Issue.record("it was done")
        } catch {
            let isDecided = isThere("insertion.json")
            #expect(error.outcome == (isDecided ? .done : .notDone), "\(error)")
            #expect(!isDecided || error.remedy.contains("same command"), "\(error)")
        }
        try FileManager.default.removeItem(atPath: path + "/removed")
        try folder().insertDevice(serial: PSDSerial(43))
        #expect(try open().psdKey?.serial == PSDSerial(43))
    }

    @Test(arguments: ["", "{", "{\"removedName\":\"../x\",\"serial\":1}", "{\"removedName\":\"\",\"serial\":1}"])
    func `a plan that makes no sense is named and moves nothing`(_ text: String) async throws {
        defer { remove() }
        _ = try open()
        try Data(text.utf8).write(to: URL(fileURLWithPath: path + "/insertion.json"))
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path + "/insertion.json")
        #expect(await code { _ = try open() } == .dataMalformed)
        #expect(isThere("psd/psd.journal") && !isThere("removed"))
    }
}
