/// How much the page takes from a browser, and how long it waits.
public struct PageLimits: Hashable, Sendable {
    /// The most bytes of a form; the longest real one carries a certificate of some thousand.
    public var formBytes: Int
    /// The most fields of a form; the largest real one, of a wireless network, has 21.
    public var formFields: Int
    /// How many used forms are remembered, so that sending one again shows its first outcome. Older ones are
    /// refused, never done again.
    public var rememberedForms: Int
    /// Milliseconds a form's answer is waited for before the page says what is being waited for.
    public var patienceMilliseconds: Int64
    /// The most event streams at once; a browser keeps one for each window that is in view.
    public var eventStreams: Int
    /// Seconds between two signs of life on an event stream.
    public var heartbeatSeconds: Int64
    /// How many impressions the list shows.
    public var listedImpressions: Int
    /// How many impressions the home page shows.
    public var homeImpressions: Int
    /// How many problems the home page shows.
    public var homeProblems: Int

    /// Limits; the defaults suit one counter with a handful of windows open.
    public init(
        formBytes: Int = 24_576, formFields: Int = 24, rememberedForms: Int = 256,
        patienceMilliseconds: Int64 = 900, eventStreams: Int = 16, heartbeatSeconds: Int64 = 15,
        listedImpressions: Int = 100, homeImpressions: Int = 5, homeProblems: Int = 5
    ) {
        self.formBytes = formBytes
        self.formFields = formFields
        self.rememberedForms = rememberedForms
        self.patienceMilliseconds = patienceMilliseconds
        self.eventStreams = eventStreams
        self.heartbeatSeconds = heartbeatSeconds
        self.listedImpressions = listedImpressions
        self.homeImpressions = homeImpressions
        self.homeProblems = homeProblems
    }
}
