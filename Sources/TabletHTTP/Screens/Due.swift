import DutyModel
import Tablet

/// Something that needs doing by a certain time.
struct Due: Sendable {
    /// What.
    let what: String
    /// By when, and how far off that is; nil where there is no date.
    var byWhen: String?
    /// Whether it must not wait.
    var urgent = false
    /// Where it is done.
    let path: String
    /// What the link says.
    let label: String

    /// The prints that were sent and of which nobody has said whether they came out, newest first.
    static func prints(of impressions: [ImpressionSummary]) -> [Due] {
        impressions.filter { $0.print?.state.begunDrawing != nil }.map { impression in
            Due(
                what: "Did impression \(impression.stamp.counter) print?",
                path: "/impressions/\(impression.stamp.counter)", label: "Say")
        }
    }

    /// What needs doing, most urgent first; empty when nothing does.
    static func list(_ snapshot: MachineSnapshot, trial: NetworkTrial?, now: Timestamp) -> [Due] {
        var list: [Due] = []
        func add(_ what: String, byWhen: String? = nil, urgent: Bool = false, at path: String, _ label: String) {
            list.append(Due(what: what, byWhen: byWhen, urgent: urgent, path: path, label: label))
        }
        if let trial {
            add(
                "Keep the new network settings, or the earlier ones come back.",
                byWhen: "\(trial.secondsLeft) seconds left", urgent: true, at: "/settings", "Settings")
        }
        if snapshot.state == .authorised, snapshot.pendingRefill == nil {
            add("Top up to put the machine into service.", at: "/refill", "Top up")
        }
        if let pending = snapshot.pendingRefill {
            let amount = pending.amount.rupeeText
            add("A top-up of \(amount) waits for its answer.", urgent: true, at: "/refill", "Finish it")
        }
        if let device = snapshot.unlicensed {
            add(
                "Tell the operator to license the device \(device.psdKey) of machine \(device.machine), "
                    + "which has the key \(device.publicKey.hex)", urgent: true, at: "/audit", "Ask again")
        }
        if snapshot.auditWanted { add("The back end asks for an audit.", urgent: true, at: "/audit", "Run it") }
        for device in snapshot.replacedDevices {
            add("Records of the replaced device \(device) wait.", at: "/outbox", "Upload")
        }
        if let due = snapshot.inspection.dueAt {
            let warn = snapshot.inspection.warn || due <= now
            add("Audit", byWhen: due.dueText(now: now), urgent: warn, at: "/audit", "Run it")
        }
        if let outbox = snapshot.outbox, outbox.unsent > 0 {
            let locks = outbox.locksAt
            add(
                "Upload \(Count.of(outbox.unsent, "record"))", byWhen: locks?.dueText(now: now),
                urgent: locks.map { $0 <= now.advanced(byDays: 1) } ?? false, at: "/outbox", "Upload")
        }
        return list.filter(\.urgent) + list.filter { !$0.urgent }
    }
}

/// Numbers of things in words.
enum Count {
    /// `1 record`, `2 records`.
    static func of(_ number: UInt32, _ thing: String) -> String { "\(number) \(thing)\(number == 1 ? "" : "s")" }
}

extension Timestamp {
    /// The moment to the minute, as people in India read it: `24 Nov 2026, 11:30 IST`.
    var minuteText: String { indianTimeText.dropLast(":00 IST".count) + " IST" }

    /// By when, and how many days of the Indian calendar are left: `by 8 Dec 2026, 11:30 IST, in 14 days`.
    func dueText(now: Timestamp) -> String {
        if self <= now { return "was due \(minuteText)" }
        let days = indianDay - now.indianDay
        let distance = days == 0 ? "today" : days == 1 ? "tomorrow" : "in\u{A0}\(days)\u{A0}days"
        return "by \(minuteText), \(distance)"
    }

    /// Days of the Indian calendar since 1970-01-01.
    private var indianDay: Int64 {
        let local = advanced(bySeconds: 19_800).seconds
        return local >= 0 ? local / 86_400 : (local + 1) / 86_400 - 1
    }
}
