/// How long certificates are good for.
public struct CertificateLifetimes: Sendable {
    /// The authority itself; longer than any machine is in use, since replacing it means enrolling anew.
    public var rootDays: Int64 = 7_300
    /// A server's; short, because it is renewed by itself.
    public var serverDays: Int64 = 90
    /// A server's certificate with fewer days left is renewed, at a start and while the back end serves.
    public var serverRenewalDays: Int64 = 30
    /// Fewer days than this left of a certificate that somebody else renews are an alarm; most are renewed with 30 left.
    public var serverReplacementDays: Int64 = 14
    /// A machine's.
    public var machineDays: Int64 = 730
    /// A security device's; as long as the device's battery.
    public var psdDays: Int64 = 3_650
    /// A service key's, under the service root.
    public var serviceKeyDays: Int64 = 1_826
    /// A service key's certificate with fewer days left is renewed, where the root's keys are at hand.
    public var serviceKeyRenewalDays: Int64 = 365
    /// How far in the past a certificate begins, for clocks that are a little behind.
    public var backdatedSeconds: Int64 = 3_600

    /// The defaults.
    public init() {}
}
