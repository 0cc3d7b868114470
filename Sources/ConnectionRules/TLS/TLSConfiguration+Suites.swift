import NIOSSL

extension TLSConfiguration {
    /// What every end of ours speaks: TLS 1.2 or later, and of TLS 1.2 only suites whose key is of this connection alone
    /// (ECDHE) and which encrypt and authenticate in one step (AEAD). TLS 1.3 has no others.
    ///
    /// Call it on every configuration that the program makes.
    public mutating func requireModernSuites() {
        if minimumTLSVersion != .tlsv13 { minimumTLSVersion = .tlsv12 }
        cipherSuiteValues = Self.modernSuites
    }

    /// In the order in which they are preferred; what comes first is fastest on processors with AES of their own.
    private static let modernSuites: [NIOTLSCipher] = [
        .TLS_AES_128_GCM_SHA256, .TLS_AES_256_GCM_SHA384, .TLS_CHACHA20_POLY1305_SHA256,
        .TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, .TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
        .TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, .TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
        .TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256, .TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
    ]
}
