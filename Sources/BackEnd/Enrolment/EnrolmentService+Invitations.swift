import DutyModel
import Signing
import Storage

/// An invitation that was just made: the only place where its code stands.
public struct NewInvitation: Sendable {
    /// The code, to be read out.
    public let code: EnrolmentCode
    /// The name of the device key that is permitted by it.
    public let psdKey: PSDKeyID
    /// Until when it is good, by the back end's clock.
    public let expiresAt: Timestamp
}

extension EnrolmentService {
    /// Invites a machine to enrol on site; an earlier invitation of the machine is void from then on.
    ///
    /// The code is kept nowhere. Throws `account_unknown`, `licence_foreign` for a machine of the other kind,
    /// `operation_conflict` for a machine of another account and a serial of another machine's device, and
    /// `machine_blocked` for a machine that was revoked.
    public func invite(
        _ terms: InvitationTerms, limits: InvitationLimits = InvitationLimits(),
        random: some RandomSource = SystemRandomSource()
    ) async throws(DutyFailure) -> NewInvitation {
        let now = clock.now()
        let expiresAt = now.advanced(bySeconds: limits.lifetimeSeconds)
        return try await database.write { (transaction) throws(DutyFailure) in
            try requireInvitable(terms, in: transaction)
            let book = InvitationBook(transaction: transaction)
            let psdKey = try deviceKey(of: terms, random: random, in: transaction)
            var code = EnrolmentCode(random: random)
            while try book.find(code.invitation) != nil { code = EnrolmentCode(random: random) }
            try book.add(
                Invitation(
                    number: code.invitation, terms: terms, psdKey: psdKey, secret: EnrolmentSecret(code), madeAt: now,
                    expiresAt: expiresAt, wrongTries: 0, isVoid: false, use: nil), limits: limits)
            return NewInvitation(code: code, psdKey: psdKey, expiresAt: expiresAt)
        }
    }

    private func requireInvitable(_ terms: InvitationTerms, in transaction: any SQLTransaction) throws(DutyFailure) {
        try requireCustomer(terms.customer, in: transaction)
        guard demonstration.map({ $0 == terms.isDemonstration }) ?? true else {
            throw DutyFailure(
                .licenceForeign, "An installation is wholly a demonstration, or wholly not.",
                remedy: "Invite the machine from the folder of the installation that it belongs to.", outcome: .notDone)
        }
        if let customer = try PSDBook(transaction: transaction).customer(of: terms.machine),
            customer != terms.customer
        {
            throw DutyFailure(
                .operationConflict, "Machine \(terms.machine) is of another account.",
                remedy: "Name the account \(customer), or give the machine another number.")
        }
        guard try !AccountsTakenUp(transaction: transaction).isRevoked(terms.machine) else {
            throw DutyFailure(
                .machineBlocked, "Machine \(terms.machine) was revoked, and its number with it.",
                remedy: "Invite the computer as a machine with another number.")
        }
    }

    /// The device key that is to be permitted: of the serial that the operator named, or of one that nobody has.
    private func deviceKey(
        of terms: InvitationTerms, random: some RandomSource, in transaction: any SQLTransaction
    ) throws(DutyFailure) -> PSDKeyID {
        func key(_ serial: UInt32) -> PSDKeyID { PSDKeyID(serial: PSDSerial(serial), life: 1) }
        let book = InvitationBook(transaction: transaction)
        guard let serial = terms.psdSerial else {
            let serials = terms.isDemonstration ? Self.demonstrationSerials : Self.drawnSerials
            var drawn: PSDKeyID
            repeat {
                drawn = key(serials.lowerBound + UInt32(random.next() % UInt64(serials.count)))
            } while try !book.isFree(drawn)
            return drawn
        }
        let rows = try transaction.rows(
            """
            SELECT machine FROM psds WHERE psd_key = \(key(serial))
            UNION ALL SELECT machine FROM psd_permits WHERE psd_key = \(key(serial))
            """)
        for row in rows where try row.text("machine") != terms.machine.text {
            throw DutyFailure(
                .operationConflict, "The serial \(serial) is that of a device of machine \(try row.text("machine")).",
                remedy: "Give the device's own serial, or none: then one is drawn that nobody has.")
        }
        return key(serial)
    }

    /// Serials have eight digits; those of demonstrations begin with 9, so that a print shows at once what it is.
    private static let demonstrationSerials: Range<UInt32> = 90_000_000..<100_000_000
    private static let drawnSerials: Range<UInt32> = 10_000_000..<90_000_000
}
