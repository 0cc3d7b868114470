import DutyModel
import NIOSSL

extension NIOSSLError: ErrorInWords {
    /// What went wrong in TLS.
    public var words: String {
        switch self {
        case .handshakeFailed(let error): error.words
        case .shutdownFailed: "the connection wasn’t ended properly"
        case .uncleanShutdown: "the connection was cut off"
        case .writeDuringTLSShutdown: "the connection is being closed"
        case .failedToLoadCertificate: "the certificate can’t be read"
        case .failedToLoadPrivateKey: "the private key can’t be read"
        case .noSuchFilesystemObject: "the file isn’t there"
        case .noCertificateToValidate: "the other side showed no certificate"
        case .unableToValidateCertificate: "the other side’s certificate isn’t accepted"
        case .cannotMatchULabel: "the host’s name can’t be compared with a certificate"
        case .cannotFindPeerIP: "the other side’s address isn’t known"
        case .unableToAllocateBoringSSLObject: "there isn’t enough memory"
        case .readInInvalidTLSState: "the other side sent what TLS doesn’t allow"
        @unknown default: "TLS failed"
        }
    }
}

extension NIOSSLExtraError: ErrorInWords {
    /// What went wrong with names and keys.
    public var words: String {
        switch self {
        case .failedToValidateHostname: "the certificate is for another host"
        case .serverHostnameImpossibleToMatch, .invalidSNIHostname:
            "the host’s name can’t be compared with a certificate"
        case .cannotUseIPAddressInSNI: "an address was given where TLS needs a name"
        case .unknownPrivateKeyFileType: "the private key is in a form that isn’t known"
        default: "TLS failed"
        }
    }
}

extension BoringSSLError: ErrorInWords {
    /// What the library says, in our words where we have some, else its reason in lower case.
    public var words: String {
        switch self {
        case .sslError, .unknownError, .invalidSNIName, .failedToSetALPN: Self.words(of: String(describing: self))
        case .zeroReturn, .syscallError: "the connection was closed"
        default: "TLS failed"
        }
    }

    private static func words(of text: String) -> String {
        if let known = reasons.first(where: { text.contains($0.reason) }) { return known.words }
        // The library names its reason behind the name of a part of it: `OPENSSL_internal:BAD_SIGNATURE`.
        guard let reason = text.firstMatch(of: /:OPENSSL_internal:([A-Z0-9_]+)/)?.1 else { return "TLS failed" }
        return "TLS failed: \(reason.lowercased().replacing("_", with: " "))"
    }

    private static let reasons: [(reason: String, words: String)] = [
        ("EOF during handshake", "the connection was closed during the handshake"),
        ("WRONG_VERSION_NUMBER", "what answers there doesn’t speak TLS"),
        ("HTTP_REQUEST", "what answers there doesn’t speak TLS"),
        ("ALERT_PROTOCOL_VERSION", "the two sides have no TLS version in common"),
        ("UNSUPPORTED_PROTOCOL", "the two sides have no TLS version in common"),
        ("ALERT_HANDSHAKE_FAILURE", "the two sides have no cipher suite in common"),
        ("NO_SHARED_CIPHER", "the two sides have no cipher suite in common"),
        ("KEY_VALUES_MISMATCH", "the private key doesn’t belong to the certificate"),
        ("CERTIFICATE_VERIFY_FAILED", "the other side’s certificate isn’t accepted"),
        ("ALERT_CERTIFICATE_REQUIRED", "the other side asks for a certificate"),
        ("ALERT_CERTIFICATE_EXPIRED", "the other side says that our certificate has expired"),
        ("ALERT_CERTIFICATE_REVOKED", "the other side says that our certificate is revoked"),
        ("ALERT_UNKNOWN_CA", "the other side doesn’t know the authority of our certificate"),
        ("ALERT_BAD_CERTIFICATE", "the other side doesn’t accept our certificate"),
        ("ALERT_CERTIFICATE_UNKNOWN", "the other side doesn’t accept our certificate"),
    ]
}
