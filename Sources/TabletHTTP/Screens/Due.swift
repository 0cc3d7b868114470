import DutyModel
import Tablet

/// Something that needs doing by a certain time.
struct Due: Sendable {
    /// What.
    let what: String
    /// By when, and how far off that is; nil where there is no date.
    let byWhen: String?
    /// Whether it must not wait.
    let urgent: Bool
    /// Where it is done.
    let path: String
    /// What the link says.
    let label: String

    /// The prints that were sent and of which nobody has said whether they came out, newest first.
    static func prints(of impressions: [ImpressionSummary]) -> [Due] {
        impressions.filter { $0.print?.state.begunDrawing != nil }.map { impression in
            Due(
                what: "Did impression \(impression.stamp.counter) print?", byWhen: nil, urgent: false,
                path: "/impressions/\(impression.stamp.counter)", label: "Say")
        }
    }

    /// What needs doing, most urgent first; empty when nothing does.
    static func list(_ snapshot: MachineSnapshot, trial: NetworkTrial?, now: Timestamp) -> [Due] {
        var list: [Due] = []
        if let trial {
            list.append(
                Due(
                    what: "Keep the new network settings, or the earlier ones come back.",
                    byWhen: "\(trial.secondsLeft) seconds left", urgent: true, path: "/settings", label: "Settings"))
        }
        if snapshot.state == .authorised, snapshot.pendingRefill == nil {
            list.append(
                Due(
                    what: "Top up to put the machine into service.", byWhen: nil, urgent: false, path: "/refill",
                    label: "Top up"))
        }
        if let pending = snapshot.pendingRefill {
            list.append(
                Due(
                    what: "A top-up of \(pending.amount.rupeeText) waits for its answer.", byWhen: nil, urgent: true,
                    path: "/refill", label: "Finish it"))
        }
        if let device = snapshot.unlicensed {
            list.append(
                Due(
                    what: "Tell the operator to license the device \(device.psdKey) of machine \(device.machine), "
                        + "which has the key \(device.publicKey.hex)", byWhen: nil, urgent: true, path: "/audit",
                    label: "Ask again"))
        }
        if snapshot.auditWanted {
            list.append(
                Due(
                    what: "The back end asks for an audit.", byWhen: nil, urgent: true, path: "/audit",
                    label: "Run it"))
        }
        for device in snapshot.replacedDevices {
            list.append(
                Due(
                    what: "Records of the replaced device \(device) wait.", byWhen: nil, urgent: false,
                    path: "/outbox", label: "Upload"))
        }
        if let due = snapshot.inspection.dueAt {
            let warn = snapshot.inspection.warn || due <= now
            list.append(
                Due(
                    what: "Audit", byWhen: due.dueText(now: now), urgent: warn, path: "/audit",
                    label: "Run it"))
        }
        if let outbox = snapshot.outbox, outbox.unsent > 0 {
            let locks = outbox.locksAt
            list.append(
                Due(
                    what: "Upload \(Count.of(outbox.unsent, "record"))",
                    byWhen: locks?.dueText(now: now),
                    urgent: locks.map { $0 <= now.advanced(byDays: 1) } ?? false, path: "/outbox", label: "Upload"))
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
