import DutyModel
import LocalSystem

/// The certificates of the device's own keys, beside them: `psd-life-1.der` and so on. Nothing in them is secret.
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
}
