import DutyModel
import Exchanges
import Signing

extension DeviceState {
    /// Judges a root that the base's own folder gives; nil where the device has it.
    ///
    /// Throws `service_root_pinned` where the device has another one: from the first on, only a root follows a root.
    func decidePinRoot(_ root: ServiceRoot) throws(DutyFailure) -> DeviceEvent? {
        if let held = obedience.root {
            guard held == root || root.generation < held.generation else {
                throw DutyFailure(
                    .serviceRootPinned,
                    "The security device obeys the service root \(held.fingerprint), not \(root.fingerprint).")
            }
            return nil
        }
        try require(.pinRoot)
        return .rootPinned(root)
    }

    /// Judges what a back end shows of its service keys: what is news in it, in the order in which it is taken.
    ///
    /// Throws `service_key_unknown` for a device without a root, and for a key of the same number as the one known;
    /// `signature_bad` for a root that the one before did not sign, and for a key that the root did not.
    func decideTakeServiceKeys(
        _ keys: CertifiedServiceKeys, verifier: any FormVerifier
    ) throws(DutyFailure) -> [DeviceEvent] {
        try require(.takeServiceKeys)
        guard let held = obedience.root else {
            throw DutyFailure(.serviceKeyUnknown, "The security device was given no service root yet.")
        }
        guard keys.successions.count <= CertifiedServiceKeys.successionsMaximum else {
            throw DutyFailure(.valueMalformed, "The service root was followed too often.")
        }
        let root = try verifier.newest(from: held, by: keys.successions)
        var events: [DeviceEvent] = root == held ? [] : [.rootSucceeded(root)]
        for purpose in Obedience.purposes {
            guard let offered = keys.certificate(for: purpose), offered.rootGeneration == root.generation else {
                continue
            }
            try verifier.require(offered, by: root)
            if let event = try decideTake(offered) { events.append(event) }
        }
        return events
    }

    /// Nil for a certificate that the device has, or has a newer one of.
    private func decideTake(_ offered: ServiceKeyCertificate) throws(DutyFailure) -> DeviceEvent? {
        try Self.requireCalendar(offered.validFrom)
        try Self.requireCalendar(offered.validUntil)
        // A list of signatures from outside may be long; those that count are among the first.
        let taken = DeviceEvent.serviceKeyTaken(offered.signed(Array(offered.signatures.prefix(ServiceRoot.keyCount))))
        // What a root certified that was followed may be why it was: any number of the next root's is newer.
        guard let known = obedience.certificates[offered.purpose], known.rootGeneration >= offered.rootGeneration else {
            return taken
        }
        guard offered.number > known.number else {
            guard offered.number < known.number || offered.key == known.key else {
                throw DutyFailure(
                    .serviceKeyUnknown,
                    "Certificate \(known.number) of the \(offered.purpose.rawValue) service is known with another key.")
            }
            return nil
        }
        return taken
    }

    /// Throws `service_key_unknown` unless a licence names service keys that the device may obey: those that its root
    /// vouches for; without a root, those of the life before.
    func requireKnownKeys(_ authorisation: Authorisation) throws(DutyFailure) {
        let named = LicensedKeys(authorisation)
        if let root = obedience.root {
            guard obedience.certificates[.funds]?.key == named.funds,
                obedience.certificates[.transactions]?.key == named.transactions
            else {
                throw DutyFailure(
                    .serviceKeyUnknown,
                    "The licence is signed with a key for which the service root \(root.fingerprint) does not vouch.")
            }
            try requireInForce(.funds, at: authorisation.issuedAt)
        } else if let before = obedience.licensed, before != named {
            throw DutyFailure(
                .serviceKeyUnknown, "The licence is signed with another key than the licence of the life before.")
        }
    }
}
