import DutyModel
import Exchanges

extension ServiceRoot {
    /// What names the root (`dutymark.service-root.v1`); it is hashed, not signed.
    var form: CanonicalForm {
        var form = CanonicalForm(context: .serviceRoot)
        form.append(self)
        return form
    }

    /// SHA-256 of the root's form: what two people compare to know that they speak of the same root.
    public var fingerprint: ContentHash { ContentHash(sha256: form.bytes) }
}

extension RootSuccession {
    /// What keys of the root before sign (`dutymark.root-succession.v1`).
    public static func signedForm(from root: ServiceRoot, to next: ServiceRoot) -> CanonicalForm {
        var form = CanonicalForm(context: .rootSuccession)
        form.append(root.fingerprint.bytes)
        form.append(next)
        return form
    }
}

extension ServiceKeyCertificate {
    /// What keys of this root sign (`dutymark.service-key.v1`); the signatures given here are not read.
    public func signedForm(under root: ServiceRoot) -> CanonicalForm {
        var form = CanonicalForm(context: .serviceKey)
        form.append(root.fingerprint.bytes)
        form.append(text: purpose.rawValue)
        form.append(key.bytes)
        form.append(number: number)
        form.append(validFrom)
        form.append(validUntil)
        return form
    }
}

extension CanonicalForm {
    fileprivate mutating func append(_ root: ServiceRoot) {
        append(number: root.generation)
        for key in root.keys { append(key.bytes) }
    }
}
