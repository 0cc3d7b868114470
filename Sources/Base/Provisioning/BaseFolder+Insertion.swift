import DutyModel
import Foundation
import Glibc
import LocalSystem
import SecurityDevice

/// Another security device put in the place of the one in the base.
///
/// What is to happen is written down before anything moves, and each step may be repeated: a crash at any moment
/// leaves the old device, or an insertion that the next opening finishes.
extension BaseFolder {
    /// Puts a new device with this serial in the place of the one in a stopped base. The old one's journal and
    /// certificates go to `removed/SERIAL-N`, also where its journal is damaged, with its last signed statement, after which
    /// its keys are destroyed; the next opening makes the new one. Durable on return.
    ///
    /// Returns how the old one stood, as far as its journal can be read. An insertion of this device that was begun is brought
    /// to its end, and says the same.
    ///
    /// `offered` is the serial that the base's device has where neither its journal nor this folder can tell.
    ///
    /// A failure after the plan is written down says so: the exchange is decided, and the next opening brings it to its end.
    ///
    /// - Throws: `psd_state_refuses` for the serial of the device that is there or of one that was there before, since
    ///   its counters would begin again; `data_in_use` while the base runs.
    @discardableResult
    public func insertDevice(
        serial: PSDSerial, insteadOf offered: PSDSerial? = nil
    ) throws(DutyFailure) -> RemovedDevice {
        if let begun = try InsertionPlan.read(planPath), begun.serial == serial.number {
            return try carryOut(begun, to: serial)
        }
        try finishInsertion()
        if let note = try readableSerialNote(), note.isAwaited, note.serial == serial { return newestRemoved() }
        let old = try currentSerial() ?? offered
        guard old != serial else {
            throw DutyFailure(.psdStateRefuses, "The security device \(serial) is the one in the base.")
        }
        let removed = try removedNames()
        guard !removed.contains(where: { $0.hasPrefix("\(serial)-") }) else {
            throw DutyFailure(.psdStateRefuses, "The security device \(serial) was in this base before.")
        }
        let stem = old.map { "\($0)" } ?? "unknown"
        let number = (1...).first { !removed.contains("\(stem)-\($0)") } ?? 1
        let plan = InsertionPlan(serial: serial.number, removedName: "\(stem)-\(number)")
        return try carryOut(plan, to: serial)
    }

    /// Writes the plan down and carries it out.
    private func carryOut(_ plan: InsertionPlan, to serial: PSDSerial) throws(DutyFailure) -> RemovedDevice {
        do throws(DutyFailure) {
            try AtomicFile.write(plan.bytes, to: planPath, mode: 0o600)
            try finishInsertion()
        } catch {
            let isDecided = (try? InsertionPlan.read(planPath)) != nil || (try? serialNote())?.serial == serial
            guard isDecided else { throw error.knowing(.notDone) }
            throw DutyFailure(
                error.code,
                "The exchange for the security device \(serial) has begun and isn't finished: \(error.message)",
                remedy:
                    "\(error.remedy) Then give the same command again: it brings the exchange to its end, as a start "
                    + "does.",
                outcome: .done)
        }
        return removed(in: "\(removedPath)/\(plan.removedName)")
    }

    /// The device that went last to `removed`.
    private func newestRemoved() -> RemovedDevice {
        let names = (try? removedNames()) ?? []
        let dated = names.map { name in
            let facts = try? FileManager.default.attributesOfItem(atPath: "\(removedPath)/\(name)")
            return (name: name, at: facts?[.modificationDate] as? Date ?? .distantPast)
        }
        return removed(in: "\(removedPath)/\(dated.max { $0.at < $1.at }?.name ?? "")")
    }

    /// Where root inserted a device, gives what was made to the user who runs the base, to whom the folder belongs.
    public func giveToOwner() throws(DutyFailure) { try FileOwner.give(path, toOwnerOf: path) }

    /// The items of a device whose print isn't settled, by its journal; none where that can't be read.
    func unsettledPrints(in journal: String) -> [UInt32] {
        guard let bytes = FileManager.default.contents(atPath: journal) else { return [] }
        return (try? SecurityDevice.unsettledPrints(inJournal: Array(bytes), limit: DeviceLimits().recordsKept)) ?? []
    }

    /// Brings an insertion that was begun to its end; nothing where there is none.
    func finishInsertion() throws(DutyFailure) {
        guard let plan = try InsertionPlan.read(planPath) else { return }
        let place = "\(removedPath)/\(plan.removedName)"
        try PrivateFolder.make(place)
        // Of a device that is halfway there, nothing is signed any more.
        if try FilePresence.isThere(psd) {
            try keepLastStatement()
            keepServiceKeys()
        }
        for name in ["psd", "keys"] { try move(name, into: place) }
        try destroyKeys(in: place)
        try write(SerialNote(serial: PSDSerial(plan.serial), isAwaited: true))
        do throws(SystemCallFailure) {
            try systemCall("unlink") { unlink(planPath) }
            try OpenFile.folder(path).synchronise()
        } catch {
            throw error.whenWriting(planPath)
        }
    }

    /// The serial of the device that is here or that was just inserted; nil in a base that never had one.
    func serialNote() throws(DutyFailure) -> SerialNote? {
        guard let bytes = try PrivateFile.readIfPresent(serialPath, limitBytes: 32) else { return nil }
        guard let note = SerialNote(text: String(decoding: bytes, as: UTF8.self)) else {
            throw DutyFailure(.dataMalformed, "The file \(serialPath) does not hold a serial.")
        }
        return note
    }

    /// As above; nil also where the file does not hold a serial.
    func readableSerialNote() throws(DutyFailure) -> SerialNote? {
        do throws(DutyFailure) {
            return try serialNote()
        } catch {
            guard error.code == .dataMalformed else { throw error }
            return nil
        }
    }

    func write(_ note: SerialNote) throws(DutyFailure) { try PrivateFile.write(Array(note.text.utf8), to: serialPath) }

    private var serialPath: String { path + "/psd-serial" }
    private var planPath: String { path + "/insertion.json" }
    private var removedPath: String { path + "/removed" }

    /// The serial of the device that is there; nil where there is none, or where its journal cannot tell.
    private func currentSerial() throws(DutyFailure) -> PSDSerial? {
        guard try FilePresence.isThere(psd) else { return try readableSerialNote()?.serial }
        do throws(DutyFailure) {
            // Takes the journal's lock for a moment, and leaves what it holds as it is.
            _ = try FileJournalStorage(folder: psd)
            if let serial = try readableSerialNote()?.serial { return serial }
            if let serial = try openJournal().status(at: SystemClockReader().read()).psdKey?.serial { return serial }
        } catch  where error.code != .dataInUse {
            // A device that does not open any more is why another one is put in its place.
        }
        return try readableSerialNote()?.serial
    }

    private func removedNames() throws(DutyFailure) -> Set<String> {
        guard try FilePresence.isThere(removedPath) else { return [] }
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: removedPath) else {
            throw DutyFailure(.fileUnreadable, "The folder \(removedPath) cannot be read.")
        }
        return Set(names)
    }

    /// Moves one folder of the base; one that was moved before the power went is not there any more.
    private func move(_ name: String, into place: String) throws(DutyFailure) {
        do throws(SystemCallFailure) {
            do throws(SystemCallFailure) {
                try systemCall("rename") { rename("\(path)/\(name)", "\(place)/\(name)") }
            } catch {
                guard error.number == ENOENT else { throw error }
            }
            try OpenFile.folder(place).synchronise()
            try OpenFile.folder(path).synchronise()
        } catch {
            throw error.whenWriting("\(place)/\(name)")
        }
    }
}

/// What the file `psd-serial` says: the device's serial, and whether the device is still to be made.
struct SerialNote: Hashable {
    let serial: PSDSerial
    /// An insertion leaves no journal behind; without this word a missing journal is a lost one.
    let isAwaited: Bool

    private static let awaited = " awaited"

    init(serial: PSDSerial, isAwaited: Bool) {
        self.serial = serial
        self.isAwaited = isAwaited
    }

    /// Nil for a text that `text` never wrote.
    init?(text: String) {
        var line = text.trimmingCharacters(in: .newlines)
        isAwaited = line.hasSuffix(Self.awaited)
        if isAwaited { line.removeLast(Self.awaited.count) }
        guard let number = UInt32(line) else { return nil }
        serial = PSDSerial(number)
    }

    var text: String { "\(serial.number)\(isAwaited ? Self.awaited : "")\n" }
}

/// An insertion that was begun.
private struct InsertionPlan: Codable {
    /// The serial of the new device.
    let serial: UInt32
    /// The folder in `removed` to which the old one goes.
    let removedName: String

    var bytes: [UInt8] { Array("{\"removedName\":\"\(removedName)\",\"serial\":\(serial)}\n".utf8) }

    static func read(_ path: String) throws(DutyFailure) -> InsertionPlan? {
        guard let bytes = try PrivateFile.readIfPresent(path, limitBytes: 1 << 10) else { return nil }
        guard let plan = try? JSONDecoder().decode(Self.self, from: Data(bytes)), !plan.removedName.isEmpty,
            plan.removedName.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") })
        else { throw DutyFailure(.dataMalformed, "The file \(path) does not describe an insertion.") }
        return plan
    }
}
