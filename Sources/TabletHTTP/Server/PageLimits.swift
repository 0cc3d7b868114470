/// How much the page takes from a browser, and how long it waits.
public struct PageLimits: Hashable, Sendable {
    /// The most bytes of a form; the longest real one carries a certificate of some thousand.
    public var formBytes = 24_576
    /// The most fields of a form; the largest real one, of a wireless network, has 21.
    public var formFields = 24
    /// How many used forms are remembered, so that sending one again shows its first outcome. Older ones are
    /// refused, never done again.
    public var rememberedForms = 256
    /// Milliseconds a form's answer is waited for before the page says what is being waited for.
    public var patienceMilliseconds: Int64 = 900
    /// The most event streams at once; a browser keeps one for each window that is in view.
    public var eventStreams = 16
    /// Seconds between two signs of life on an event stream.
    public var heartbeatSeconds: Int64 = 15
    /// How many impressions the list shows.
    public var listedImpressions = 100
    /// How many impressions the home page shows.
    public var homeImpressions = 5
    /// How many problems the home page shows.
    public var homeProblems = 5

    /// Limits that suit one counter with a handful of windows open.
    public init() {}
}
