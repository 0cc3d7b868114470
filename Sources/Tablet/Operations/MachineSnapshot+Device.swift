import DutyModel
import Exchanges

extension DeviceStatus {
    /// The highest item number that the transactions service has durably, with all before it: counters have no
    /// gap, and records go in their order.
    var durableThrough: UInt32 { itemCount - min(itemCount, UInt32(clamping: unsentCount)) }

    /// Where the next act begins; nil for a device that has no serial yet.
    var acts: ActPlace? { psdKey.map { ActPlace(serial: $0.serial, mark: actMark) } }
}

extension MachineSnapshot {
    /// What the device says, in a clerk's words.
    init(
        _ status: DeviceStatus, in machine: MachineSerial, demonstration: Bool, problems: [ReportedProblem],
        activity: String?, now: Timestamp
    ) {
        // Where the state alone locks, its usual remedy says to look at the state, which is where this is read.
        let remedy = status.phase == .authorised ? "Top up; the first refill puts the machine into service." : nil
        let lock = status.lock.map {
            ReportedProblem(DutyFailure($0, status.lockMessage ?? "Franking is locked.", remedy: remedy), at: now)
        }
        self.init(
            state: MachineState(status), sentence: Self.sentence(status), lock: lock, registers: status.registers,
            itemCount: status.itemCount,
            pendingRefill: status.outstandingRefill.map { PendingRefill(amount: $0.amount, operation: $0.id) },
            inspection: Inspection(dueAt: status.inspectionDue, warn: status.inspectionWarns),
            outbox: OutboxState(
                unsent: UInt32(clamping: status.unsentCount), oldest: status.oldestUnsentTime,
                locksAt: status.uploadLocksAt),
            identity: status.authorisation.map { MachineIdentitySummary($0, demonstration: demonstration) },
            problems: problems, activity: activity, unlicensed: UnlicensedDevice(status, in: machine),
            acts: status.acts, standing: status.standing, serviceRoot: status.serviceRoot)
    }

    /// What is known when the base cannot be reached: nothing but that.
    init(unreachableBecause failure: DutyFailure, problems: [ReportedProblem], now: Timestamp) {
        self.init(
            state: .unreachable, sentence: "The base cannot be reached, so nothing can be franked.",
            lock: ReportedProblem(failure, at: now), inspection: Inspection(warn: false), problems: problems)
    }

    /// A device that would frank, and a tablet that can't keep the copies without which nothing is franked.
    mutating func lock(because problem: ReportedProblem) {
        (state, lock) = (.locked, problem)
        sentence = "Nothing can be franked now. \(problem.message)"
    }

    private static func sentence(_ status: DeviceStatus) -> String {
        switch status.phase {
        case .manufactured, .initialised: "The machine waits for its licence."
        case .authorised: "The machine is licensed; the first refill puts it into service."
        case .valid:
            status.isOpen
                ? (status.registers.descending > .zero
                    ? "Ready to frank; \(status.registers.descending.rupeeText) left."
                    : "There are no funds left; a refill brings some.")
                : (status.lockMessage ?? "Franking is locked.")
        case .withdrawPending: "The machine is being withdrawn and franks no more."
        case .withdrawn: "The machine is withdrawn."
        case .destroyed: "The machine is out of use for ever."
        }
    }
}

extension UnlicensedDevice {
    /// The device in this machine, where it waits for its licence.
    init?(_ status: DeviceStatus, in machine: MachineSerial) {
        guard status.phase == .initialised, let psdKey = status.psdKey, let publicKey = status.publicKey else {
            return nil
        }
        self.init(psdKey: psdKey, publicKey: publicKey, machine: machine)
    }
}

extension MachineState {
    /// The state of a device that stands like this.
    init(_ status: DeviceStatus) {
        if status.lock == .psdFatal {
            self = .fatal
            return
        }
        switch status.phase {
        case .manufactured: self = .manufactured
        case .initialised: self = .initialised
        case .authorised: self = .authorised
        case .valid: self = status.isOpen ? .valid : .locked
        case .withdrawPending: self = .withdrawPending
        case .withdrawn: self = .withdrawn
        case .destroyed: self = .destroyed
        }
    }
}

extension MachineIdentitySummary {
    /// What a licence says of the machine.
    init(_ authorisation: Authorisation, demonstration: Bool) {
        self.init(
            machine: authorisation.machine, psdKey: authorisation.psdKey, licence: authorisation.licence,
            state: authorisation.state, customer: authorisation.customer, cap: authorisation.limits.cap,
            descendingMaximum: authorisation.limits.descendingMaximum,
            demonstration: demonstration || authorisation.demonstration == true)
    }
}
