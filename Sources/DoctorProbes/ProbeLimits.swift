/// What one run of the doctor may use; each has a reason.
public struct ProbeLimits: Hashable, Sendable {
    /// How long each step of one try may take; a second retransmission of SYN still fits.
    public var stepMilliseconds: Int64 = 5_000
    /// How long one try of a question to a name server may take; a far resolver needs under a second.
    public var nameMilliseconds: Int64 = 3_000
    /// How long a silent try is alone before the second begins beside it: then silence costs one time-out in all and
    /// this much more. Where a connection opens and falls silent, it is tried again at the end.
    public var secondTryMilliseconds: Int64 = 700
    /// How long one try of a question to a time server may take; what is slower is of no use as a clock.
    public var timeMilliseconds: Int64 = 800
    /// How long a time server's silence is alone before the second try: UDP 123 may well be closed, and that should
    /// not hold the run up.
    public var secondTimeTryMilliseconds: Int64 = 300
    /// How long at least is waited for somebody at an address at which nobody lives. Who answers there is nearer than
    /// the guide's hosts, so it is waited as long as for them, and on a fast network so long.
    public var nowhereMilliseconds: Int64 = 200
    /// How many connections and questions are under way at once; more than the guide has places, twice, so that the
    /// silent ones do not stand in a queue.
    public var atOnce = 400
    /// How many connections speak at once, TLS or HTTP: each holds buffers of 40 KB and more while it does.
    public var speakingAtOnce = 80
    /// How long one that speaks is alone in its room; an answer from another continent comes sooner.
    public var speakingMilliseconds: Int64 = 400
    /// Most bytes that are read of one answer; a page that blocks is shorter.
    public var answerBytes = 65_536
    /// Most bytes of the head of a proxy's answer.
    public var proxyHeadBytes = 32_768
    /// The segments of a control for large packets, in bytes: what every line of IPv4 carries.
    public var smallSegmentBytes = 536
    /// How many of this computer's name servers are asked.
    public var nameServers = 2

    /// How long one measurement of the line may take: 128 KiB at half of what a guide wants need under six seconds.
    public var measuringMilliseconds: Int64 = 8_000
    /// The bytes of a second measurement, fewer than the first's so that both, with all that is sent around them and
    /// what a line loses, are no more than 256 KiB each way.
    public var secondMeasuringBytes = 81_920

    /// The same limits for addresses at which nobody lives.
    var nowhere: ProbeLimits {
        var limits = self
        limits.secondTryMilliseconds = min(nowhereMilliseconds, stepMilliseconds) / 2
        return limits
    }

    /// The same limits for a control that begins beside a try that has been silent for a while, and is to end with it.
    var beside: ProbeLimits {
        var limits = self
        limits.stepMilliseconds = max(stepMilliseconds - patienceMilliseconds, secondTryMilliseconds)
        return limits
    }

    /// After so long a silence controls begin.
    var patienceMilliseconds: Int64 { 2 * secondTryMilliseconds }

    /// The usual limits.
    public init() {}
}
