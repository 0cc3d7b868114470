import DutyModel
import Exchanges
import Tablet

extension MachineSnapshot {
    /// The snapshot for a program; `docs/command-line.md` documents the keys.
    var json: JSONObject {
        [
            "state": state, "sentence": sentence,
            "lock": lock.map { ["code": $0.code, "message": $0.message, "remedy": $0.remedy] as JSONObject },
            "standing": standing?.json, "registers": registers?.json, "itemCount": itemCount,
            "pendingRefill": pendingRefill, "inspection": inspection.json, "outbox": outbox?.json,
            "machine": identity?.machine ?? unlicensed?.machine, "auditWanted": auditWanted,
            "keyToPermit": unlicensed?.publicKey.hex, "deviceToPermit": unlicensed?.psdKey.description,
            "replacedDevices": replacedDevices, "serviceRoot": serviceRoot, "problems": problems.map(\.json),
        ]
    }
}

extension DeviceStanding {
    fileprivate var json: JSONObject {
        ["state": state, "number": number.description, "reason": reason, "since": time.description]
    }
}

extension Registers {
    fileprivate var json: JSONObject {
        ["ascending": ascending, "descending": descending, "controlTotal": (try? controlTotal) ?? .zero]
    }
}

extension Inspection {
    fileprivate var json: JSONObject { ["dueAt": dueAt?.description, "warn": warn] }
}

extension OutboxState {
    fileprivate var json: JSONObject {
        ["unsent": unsent, "oldest": oldest?.description, "locksAt": locksAt?.description]
    }
}

extension ReportedProblem {
    fileprivate var json: JSONObject {
        ["code": code, "message": message, "remedy": remedy, "at": at.description]
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
