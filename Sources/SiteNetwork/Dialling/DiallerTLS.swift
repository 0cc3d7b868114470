import DutyModel

/// What a dialler keeps to over TLS: whom it believes, what it shows, and by which clock it judges.
public struct DiallerTLS: Sendable {
    let trust: ServerTrust
    let certificate: ClientCertificate?
    let now: @Sendable () -> Timestamp
    let signedTime: @Sendable () -> Timestamp?

    /// TLS of an enrolled machine.
    ///
    /// - Parameters:
    ///   - roots: the only authorities trusted.
    ///   - certificate: the machine's certificate, shown to servers that ask.
    ///   - now: the machine's clock, by which certificates are judged.
    ///   - signedTime: the last time that a service signed; a certificate that may be valid since then is accepted
    ///     too, so that a wrong clock cannot keep the machine from being set right.
    public init(
        roots: TrustRoots, certificate: ClientCertificate?, now: @escaping @Sendable () -> Timestamp,
        signedTime: @escaping @Sendable () -> Timestamp? = { nil }
    ) {
        (trust, self.certificate, self.now, self.signedTime) = (.authorities(roots), certificate, now, signedTime)
    }

    /// TLS of a machine that enrols and knows no authority yet: anyone is spoken to, and no clock is asked. Only for
    /// messages that prove the other end by themselves.
    public static let beforeEnrolment = DiallerTLS()

    private init() { (trust, certificate, now, signedTime) = (.nobodyYet, nil, { Timestamp(0) }, { nil }) }
}
