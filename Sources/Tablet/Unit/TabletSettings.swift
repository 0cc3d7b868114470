import DutyModel

/// What the tablet may be told to do otherwise.
public struct TabletSettings: Sendable {
    /// Usage records in one message; bounded by the size of a message.
    public var recordsPerBatch = 200
    /// Hours after which the oldest waiting record is uploaded without being asked for; a day, so that the
    /// three days of the guide are never in danger while the network works.
    public var automaticUploadHours: Int64 = 24
    /// Tries of one refill before it is left pending, where a failure leaves open what became of it.
    public var refillTries = 3
    /// Milliseconds between two of these tries.
    public var refillPauseMilliseconds: Int64 = 500
    /// How often the base is asked what became of a command whose answer was lost, at the most; a base that its
    /// supervisor starts again is back by then.
    public var outcomeTries = 30
    /// Milliseconds between two of these questions.
    public var outcomePauseMilliseconds: Int64 = 500
    /// Seconds after which no further such question is asked, since a person waits.
    public var outcomePatienceSeconds: Int64 = 15
    /// Milliseconds for which a page or a status command waits for the base to say how it stands.
    public var lookPatienceMilliseconds: Int64 = 5_000
    /// Seconds after a failed automatic duty until the first new try; each further wait is twice as long.
    public var firstRetrySeconds: Int64 = 5
    /// The longest wait between two tries, in seconds.
    public var longestRetrySeconds: Int64 = 900
    /// The longest wait, in seconds, while the way to the back end is broken: such a try costs no service anything, and
    /// a person who mended the network looks on.
    public var longestNetworkRetrySeconds: Int64 = 60
    /// Seconds between two looks at what is due when nothing failed.
    public var lookSeconds: Int64 = 60
    /// Seconds between two looks at the link; a look costs two small files, or one question to NetworkManager.
    public var networkLookSeconds: Int64 = 30
    /// Seconds between two looks at link and connectivity while the network is broken; a person who mends it waits.
    public var brokenNetworkLookSeconds: Int64 = 15
    /// The most seconds between two questions to the distributor, idle or not, so that a new key list, a standing, or an
    /// audit that the back end wishes for is heard of; the tablet asks a little earlier, each time at another moment. A
    /// question costs some 7 KB with its handshake: below 1 MB a day.
    public var directorySeconds: Int64 = 900
    /// Days before its end from which the machine's certificate is renewed.
    public var certificateRenewalDays: Int64 = 90
    /// From which amount on a person is asked once more; off unless the machine's configuration names a limit.
    public var confirmation = AmountConfirmation(above: nil)

    /// Settings that suit a counter.
    public init() {}
}
