import DutyModel
import Exchanges

extension BinaryWriter {
    mutating func append(_ obedience: Obedience) {
        append(ifAny: obedience.root)
        // In order, so that the same state always gives the same bytes.
        append(list: obedience.certificates.values.sorted { $0.purpose.rawValue < $1.purpose.rawValue })
        append(ifAny: obedience.licensed)
        append(list: obedience.earlierFundsKeys)
        append(ifAny: obedience.demonstration)
    }
}

extension BinaryReader {
    /// As a snapshot of this version holds it.
    mutating func obedience(ofVersion version: UInt16) throws(DutyFailure) -> Obedience {
        var obedience = Obedience()
        obedience.root = try nextIfAny()
        let certificates = try nextList(of: ServiceKeyCertificate.self)
        for certificate in certificates {
            guard obedience.certificates.updateValue(certificate, forKey: certificate.purpose) == nil else {
                throw damaged
            }
        }
        obedience.licensed = try nextIfAny()
        obedience.earlierFundsKeys = try nextList()
        if version >= 6 { obedience.demonstration = try nextIfAny() }
        return obedience
    }
}
