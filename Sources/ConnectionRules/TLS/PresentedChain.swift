import NIOSSL

/// The certificates that the other end of a handshake presented, its own first.
public enum PresentedChain {
    /// Each in DER; nil where one of them can't be serialised. Such a chain fails the handshake: without the one that is left
    /// out, the next would stand in its place and be judged as the other end's own.
    public static func der(_ chain: [NIOSSLCertificate]) -> [[UInt8]]? {
        whole(chain) { (certificate) throws in try certificate.toDERBytes() }
    }

    /// Each as `serialise` gives it; nil where it throws for one.
    static func whole<Certificate>(_ chain: [Certificate], serialise: (Certificate) throws -> [UInt8]) -> [[UInt8]]? {
        try? chain.map(serialise)
    }
}
