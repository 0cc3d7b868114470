import DutyModel
import Exchanges
import Foundation
import LocalSystem

/// The certificates and licences of the device's own keys, beside them: `psd-life-1.der`, `psd-life-1.licence` and so on.
/// Nothing in them is secret.
public struct DeviceCertificates: Sendable {
    private let folder: String

    /// The most bytes of a certificate; one of a device is below 1 KiB.
    public static let limitBytes = 16 << 10

    /// Certificates in this folder, which must be there.
    public init(folder: String) { self.folder = folder }

    /// Keeps the certificate of this key; durable when this returns. The same a second time changes nothing.
    ///
    /// - Throws: `value_malformed` for one that is empty or too long, and what goes with a file that cannot be written.
    public func keep(_ certificate: [UInt8], of key: PSDKeyID) throws(DutyFailure) {
        guard (1...Self.limitBytes).contains(certificate.count) else {
            throw DutyFailure(.valueMalformed, "The certificate of the device has \(certificate.count) bytes.")
        }
        try AtomicFile.write(certificate, to: "\(folder)/psd-life-\(key.life).der", mode: 0o644)
    }

    /// Keeps the licence of a life as the funds service signed it, for a back end that loses the device; durable when this
    /// returns.
    public func keep(_ licence: DeviceConfiguration) throws(DutyFailure) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let json = try? encoder.encode(licence), json.count <= Self.licenceLimitBytes else {
            throw DutyFailure(.valueMalformed, "The licence of \(licence.authorisation.psdKey) can't be kept.")
        }
        try AtomicFile.write(Array(json), to: licenceFile(licence.authorisation.psdKey), mode: 0o644)
    }

    /// The licence with these terms; nil where none is kept that can be read and says just this.
    public func licence(with terms: Authorisation) -> DeviceConfiguration? {
        guard let json = try? BoundedFile.read(licenceFile(terms.psdKey), mostBytes: Self.licenceLimitBytes),
            let held = try? JSONDecoder().decode(DeviceConfiguration.self, from: Data(json)),
            held.authorisation == terms
        else { return nil }
        return held
    }

    private static let licenceLimitBytes = 64 << 10

    private func licenceFile(_ key: PSDKeyID) -> String { "\(folder)/psd-life-\(key.life).licence" }
}
