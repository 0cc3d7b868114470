import DutyModel
import Exchanges
import Tablet

/// A snapshot as the command line shows it; the keys of the JSON are documented in `docs/command-line.md`.
struct StatusReport: Encodable {
    /// The registers, in paise.
    struct RegisterReport: Encodable {
        let ascending: Paise
        let descending: Paise
        let controlTotal: Paise
    }
    /// A refill whose answer has not come.
    struct PendingReport: Encodable {
        let amount: Paise
        let operation: OperationID
    }
    /// When franking locks for want of an inspection.
    struct InspectionReport: Encodable {
        let dueAt: OrNull<String>
        let warn: Bool
    }
    /// What waits to be uploaded.
    struct OutboxReport: Encodable {
        let unsent: UInt32
        let oldest: OrNull<String>
        let locksAt: OrNull<String>
    }
    /// Why nothing can be franked.
    struct LockReport: Encodable {
        let code: FailureCode
        let message: String
        let remedy: String
    }
    /// How the back end said last that the device stands.
    struct StandingReport: Encodable {
        let state: DeviceStanding.State
        let number: String
        let reason: OrNull<FailureCode>
        let since: String
    }
    /// What went wrong and still matters.
    struct ProblemReport: Encodable {
        let code: FailureCode
        let message: String
        let remedy: String
        let at: String
    }

    let formatVersion = 1
    let state: MachineState
    let sentence: String
    let lock: OrNull<LockReport>
    let standing: OrNull<StandingReport>
    let registers: OrNull<RegisterReport>
    let itemCount: OrNull<UInt32>
    let pendingRefill: OrNull<PendingReport>
    let inspection: InspectionReport
    let outbox: OrNull<OutboxReport>
    let machine: OrNull<MachineSerial>
    let auditWanted: Bool
    let keyToPermit: OrNull<String>
    let deviceToPermit: OrNull<String>
    let replacedDevices: [String]
    let serviceRoot: OrNull<ContentHash>
    let problems: [ProblemReport]

    init(_ snapshot: MachineSnapshot) {
        state = snapshot.state
        sentence = snapshot.sentence
        lock = OrNull(snapshot.lock.map { LockReport(code: $0.code, message: $0.message, remedy: $0.remedy) })
        standing = OrNull(
            snapshot.standing.map {
                StandingReport(
                    state: $0.state, number: $0.number.description, reason: OrNull($0.reason),
                    since: $0.time.description)
            })
        registers = OrNull(
            snapshot.registers.map {
                RegisterReport(
                    ascending: $0.ascending, descending: $0.descending,
                    controlTotal: (try? $0.controlTotal) ?? .zero)
            })
        itemCount = OrNull(snapshot.itemCount)
        pendingRefill = OrNull(snapshot.pendingRefill.map { PendingReport(amount: $0.amount, operation: $0.operation) })
        inspection = InspectionReport(
            dueAt: OrNull(snapshot.inspection.dueAt?.description), warn: snapshot.inspection.warn)
        outbox = OrNull(
            snapshot.outbox.map {
                OutboxReport(
                    unsent: $0.unsent, oldest: OrNull($0.oldest?.description),
                    locksAt: OrNull($0.locksAt?.description))
            })
        machine = OrNull(snapshot.identity?.machine ?? snapshot.unlicensed?.machine)
        auditWanted = snapshot.auditWanted
        keyToPermit = OrNull(snapshot.unlicensed?.publicKey.hex)
        deviceToPermit = OrNull(snapshot.unlicensed?.psdKey.description)
        replacedDevices = snapshot.replacedDevices
        serviceRoot = OrNull(snapshot.serviceRoot)
        problems = snapshot.problems.map {
            ProblemReport(code: $0.code, message: $0.message, remedy: $0.remedy, at: $0.at.description)
        }
    }
}

extension MachineSnapshot {
    /// The snapshot for a terminal.
    var terminalText: String {
        var lines = [sentence]
        if let registers {
            lines += [
                "  descending (left)   \(registers.descending.rupeeText)",
                "  ascending (used)    \(registers.ascending.rupeeText)",
                "  control total       \(((try? registers.controlTotal) ?? .zero).rupeeText)",
            ]
        }
        if let itemCount { lines.append("  impressions         \(itemCount)") }
        if let outbox { lines.append("  waiting for upload  \(outbox.unsent)") }
        if let dueAt = inspection.dueAt { lines.append("  inspection due      \(dueAt.indianTimeText)") }
        if let pendingRefill { lines.append("  pending refill      \(pendingRefill.amount.rupeeText)") }
        if auditWanted { lines.append("  audit               the back end asks for one") }
        if let unlicensed {
            lines += [
                "  device to license   \(unlicensed.psdKey) in machine \(unlicensed.machine)",
                "  its public key      \(unlicensed.publicKey.hex)",
            ]
        }
        if let serviceRoot { lines.append("  service root        \(serviceRoot.hex)") }
        for device in replacedDevices { lines.append("  replaced device     \(device), of which records wait") }
        if let standing, standing.state != .active {
            lines.append("  for the back end    \(standing.state.rawValue) since \(standing.time.indianTimeText)")
        }
        if let lock { lines.append("! \(lock.remedy) [\(lock.code.rawValue)]") }
        for problem in problems { lines.append("! \(problem.message) \(problem.remedy) [\(problem.code.rawValue)]") }
        return lines.joined(separator: "\n")
    }
}
