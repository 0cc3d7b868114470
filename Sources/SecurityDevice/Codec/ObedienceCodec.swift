import DutyModel

extension BinaryWriter {
    mutating func append(_ root: ServiceRoot) {
        append(root.generation)
        for key in root.keys { append(key) }
    }

    mutating func append(_ certificate: ServiceKeyCertificate) {
        append(text: certificate.purpose.rawValue)
        append(certificate.key)
        append(certificate.number)
        append(certificate.validFrom)
        append(certificate.validUntil)
        append(certificate.rootGeneration)
        append(certificate.signatures) { writer, signature in
            writer.append(signature.key)
            writer.append(signature.signature)
        }
    }

    mutating func append(_ obedience: Obedience) {
        append(obedience.root) { $0.append($1) }
        // In order, so that the same state always gives the same bytes.
        append(obedience.certificates.values.sorted { $0.purpose.rawValue < $1.purpose.rawValue }) { $0.append($1) }
        append(obedience.licensed) { writer, keys in
            writer.append(keys.funds)
            writer.append(keys.transactions)
        }
        append(obedience.earlierFundsKeys) { $0.append($1) }
        append(obedience.demonstration) { $0.append($1) }
    }
}

extension BinaryReader {
    mutating func serviceRoot() throws(DutyFailure) -> ServiceRoot {
        let generation: UInt64 = try number()
        var keys: [PublicKeyBytes] = []
        for _ in 0..<ServiceRoot.keyCount { keys.append(try value()) }
        guard let root = try? ServiceRoot(generation: generation, keys: keys) else { throw Self.damaged }
        return root
    }

    mutating func serviceKeyCertificate() throws(DutyFailure) -> ServiceKeyCertificate {
        guard let purpose = ServiceKeyPurpose(rawValue: try text()) else { throw Self.damaged }
        return ServiceKeyCertificate(
            purpose: purpose, key: try value(), number: try number(), validFrom: try time(), validUntil: try time(),
            rootGeneration: try number(),
            signatures: try list { reader throws(DutyFailure) in
                RootSignature(key: try reader.value(), signature: try reader.value())
            })
    }

    /// As a snapshot of this version holds it.
    mutating func obedience(ofVersion version: UInt16) throws(DutyFailure) -> Obedience {
        var obedience = Obedience()
        obedience.root = try optional { reader throws(DutyFailure) in try reader.serviceRoot() }
        let certificates = try list { reader throws(DutyFailure) in try reader.serviceKeyCertificate() }
        for certificate in certificates {
            guard obedience.certificates.updateValue(certificate, forKey: certificate.purpose) == nil else {
                throw Self.damaged
            }
        }
        obedience.licensed = try optional { reader throws(DutyFailure) in
            LicensedKeys(funds: try reader.value(), transactions: try reader.value())
        }
        obedience.earlierFundsKeys = try list { reader throws(DutyFailure) in try reader.value() }
        if version >= 6 {
            obedience.demonstration = try optional { reader throws(DutyFailure) in try reader.flag() }
        }
        return obedience
    }
}
