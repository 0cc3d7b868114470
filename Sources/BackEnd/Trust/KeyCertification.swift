import DutyModel
import Exchanges
import Signing

/// Which service keys need a certificate now, and the certificates; a pure rule.
struct KeyCertification: Sendable {
    /// The keys with which the services sign.
    let keys: [ServiceKeyPurpose: PublicKeyBytes]
    let lifetimes: CertificateLifetimes

    /// The purposes whose key has no certificate that lasts long enough.
    func due(in held: [ServiceKeyCertificate], at now: Timestamp) -> [ServiceKeyPurpose] {
        ServiceKeyPurpose.allCases.filter { purpose in
            guard let key = keys[purpose] else { return false }
            guard let newest = Self.newest(purpose, in: held), newest.key == key else { return true }
            return newest.validUntil <= now.advanced(byDays: lifetimes.serviceKeyRenewalDays)
        }
    }

    /// Whether each key has a certificate that has not ended.
    func isInForce(_ held: [ServiceKeyCertificate], at now: Timestamp) -> Bool {
        ServiceKeyPurpose.allCases.allSatisfy { purpose in
            guard let newest = Self.newest(purpose, in: held) else { return false }
            return newest.key == keys[purpose] && now < newest.validUntil
        }
    }

    /// The newest certificate of each purpose, those that are due made anew, or all of them.
    ///
    /// A renewal keeps the beginning of the one before, so that what was signed under that stays in force. Throws
    /// `key_missing` where fewer than two keys of the root are at hand.
    func renewed(
        _ held: [ServiceKeyCertificate], by signers: RootSigners, at now: Timestamp, all: Bool = false
    ) throws(DutyFailure) -> [ServiceKeyCertificate] {
        let due = Set(all ? ServiceKeyPurpose.allCases : due(in: held, at: now))
        var certificates: [ServiceKeyCertificate] = []
        for purpose in ServiceKeyPurpose.allCases {
            let before = Self.newest(purpose, in: held)
            guard due.contains(purpose), let key = keys[purpose] else {
                if let before { certificates.append(before) }
                continue
            }
            certificates.append(
                try signers.certify(
                    key, for: purpose, number: try Self.number(after: before, at: now),
                    from: before.flatMap { $0.key == key ? $0.validFrom : nil } ?? Self.beginning,
                    until: now.advanced(byDays: lifetimes.serviceKeyDays)))
        }
        return certificates
    }

    /// The newest certificates, that of one purpose for another key from now on; what the key before signed stays its own.
    func succeeded(
        _ purpose: ServiceKeyPurpose, by key: PublicKeyBytes, held: [ServiceKeyCertificate],
        by signers: RootSigners, at now: Timestamp
    ) throws(DutyFailure) -> [ServiceKeyCertificate] {
        let next = try signers.certify(
            key, for: purpose, number: try Self.number(after: Self.newest(purpose, in: held), at: now),
            from: max(Self.beginning, now.advanced(bySeconds: -Self.headStartSeconds)),
            until: now.advanced(byDays: lifetimes.serviceKeyDays))
        return ServiceKeyPurpose.allCases.compactMap { $0 == purpose ? next : Self.newest($0, in: held) }
    }

    /// A clock that is put back a little after a succession must not make what the new key signs too early.
    private static let headStartSeconds: Int64 = 86_400

    /// A file that was lost may have held higher numbers than its copy: the clock's are never given twice.
    private static func number(after before: ServiceKeyCertificate?, at now: Timestamp) throws(DutyFailure) -> UInt64 {
        guard before.map({ $0.number < .max }) ?? true else {
            throw DutyFailure(.internalError, "A service key was certified too often.")
        }
        return max((before?.number ?? 0) + 1, UInt64(clamping: now.seconds))
    }

    /// A first certificate covers what its key signed before there were certificates.
    private static let beginning = Timestamp.calendar.lowerBound

    private static func newest(
        _ purpose: ServiceKeyPurpose, in certificates: [ServiceKeyCertificate]
    ) -> ServiceKeyCertificate? {
        certificates.filter { $0.purpose == purpose }.max { $0.number < $1.number }
    }
}
