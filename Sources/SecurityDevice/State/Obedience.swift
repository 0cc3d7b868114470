import DutyModel
import Exchanges

/// Whom the device obeys; it goes on over all lives.
struct Obedience: Hashable, Sendable {
    /// The installation's service root; nil in a base that was made before there were roots and was given none since.
    var root: ServiceRoot?
    /// The newest certificate taken of each service whose signatures the device checks.
    var certificates: [ServiceKeyPurpose: ServiceKeyCertificate] = [:]
    /// The service keys of the newest licence: without a root, a later life obeys no others.
    var licensed: LicensedKeys?
    /// Funds keys that were followed by others while the refill that is outstanding was: its decision may have been
    /// signed with one of them.
    var earlierFundsKeys: [PublicKeyBytes] = []
    /// Whether the device is a demonstration's: the mark of the first licence that bore one. It stays for ever.
    var demonstration: Bool?

    /// The services whose signatures a device checks.
    static let purposes: [ServiceKeyPurpose] = [.funds, .transactions]
}

/// The service keys that a licence names.
struct LicensedKeys: Hashable, Sendable {
    let funds: PublicKeyBytes
    let transactions: PublicKeyBytes
}

extension LicensedKeys {
    init(_ authorisation: Authorisation) {
        self.init(funds: authorisation.fundsKey, transactions: authorisation.transactionsKey)
    }
}

extension DeviceState {
    /// The key with which the funds service signs for this device; throws `psd_state_refuses` without a licence.
    func fundsKey() throws(DutyFailure) -> PublicKeyBytes {
        let licensed = try requireAuthorisation().fundsKey
        return obedience.certificates[.funds]?.key ?? licensed
    }

    /// The key with which the transactions service signs for this device; throws `psd_state_refuses` without a licence.
    func transactionsKey() throws(DutyFailure) -> PublicKeyBytes {
        let licensed = try requireAuthorisation().transactionsKey
        return obedience.certificates[.transactions]?.key ?? licensed
    }

    /// Throws `service_key_expired` unless the service's key might sign at this moment, which is one that it signed.
    func requireInForce(_ purpose: ServiceKeyPurpose, at time: Timestamp) throws(DutyFailure) {
        guard let certificate = obedience.certificates[purpose] else { return }
        guard certificate.validFrom <= time, time < certificate.validUntil else {
            throw DutyFailure(
                .serviceKeyExpired,
                "What the \(purpose.rawValue) service signed is dated \(time.indianTimeText); its key was certified from "
                    + "\(certificate.validFrom.indianTimeText) to \(certificate.validUntil.indianTimeText).")
        }
    }

    /// A certificate was taken: a decision on the refill that is outstanding may be signed with the key before.
    mutating func obey(_ certificate: ServiceKeyCertificate) throws(DutyFailure) {
        if certificate.purpose == .funds, outstandingRefill != nil, let old = try? fundsKey(), old != certificate.key {
            obedience.earlierFundsKeys.append(old)
        }
        obedience.certificates[certificate.purpose] = certificate
    }
}
