import DutyModel
import SecurityDevice
import Signing

extension CrashTrial {
    mutating func withdraw() throws(Violation) {
        let newID = OperationID(unchecked: random.bytes(16))
        let (id, nonce) = (
            device.status(at: reading).outstandingWithdrawal ?? newID, Nonce(unchecked: random.bytes(16))
        )
        _ = try act { device, reading throws(DutyFailure) in try device.beginWithdrawal(id: id, at: reading) }
        let request = try act { device, reading throws(DutyFailure) in
            try device.withdrawalRequest(nonce: nonce, at: reading)
        }
        guard let request, let order = try? funds.withdrawal(request) else { return }
        try note(request.statement, nonce: nonce)
        withdrawals[order.id] = order.removed
        _ = try act { device, reading throws(DutyFailure) in try device.completeWithdrawal(order, at: reading) }
        if random.oneIn(2) { try endLife() }
    }

    /// Confirms the withdrawal, destroys the key and begins the next life; any of it may be cut and is asked again.
    mutating func endLife() throws(Violation) {
        if !device.status(at: reading).keyDestroyed {
            let confirmation = try act { device, reading throws(DutyFailure) in
                try device.withdrawalConfirmation(at: reading)
            }
            if let confirmation {
                try note(confirmation.statement, nonce: nil)
                guard withdrawals[confirmation.id] != nil, confirmation.statement.registers.descending == .zero else {
                    throw violation("a withdrawal was confirmed that never was")
                }
            }
            if random.oneIn(4) { return }
            let done: Void? = try act { device, reading throws(DutyFailure) in try device.destroyKey() }
            if done != nil { outcome.destroyedKeys += 1 }
        }
        if random.oneIn(4) { return }
        _ = try act { device, reading throws(DutyFailure) in try device.beginNextLife() }
        if random.oneIn(2) { try configure() }
    }

    mutating func configure() throws(Violation) {
        let nonce = Nonce(unchecked: random.bytes(16))
        let request = try act { device, reading throws(DutyFailure) in
            try device.configurationRequest(nonce: nonce, at: reading)
        }
        guard let request else { return }
        try note(request.statement, nonce: nonce)
        forgetStanding()
        guard let configuration = try? funds.configuration(for: request, limits: Self.licence) else { return }
        let done: Void? = try act { device, reading throws(DutyFailure) in
            try device.configure(configuration, at: reading)
        }
        if done != nil { outcome.nextLives += 1 }
    }
}
