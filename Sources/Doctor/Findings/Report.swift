import ConnectivityGuide
import DutyModel

/// What the doctor thinks of a recording.
public struct Report: Hashable, Sendable {
    /// The version of the JSON form.
    public static let formatVersion = 1

    /// The whole in a word.
    public enum Verdict: String, Hashable, Sendable, Codable {
        /// Everything passes.
        case ready
        /// Everything required passes.
        case readyWithWarnings = "ready_with_warnings"
        /// Something required does not pass.
        case notReady = "not_ready"
        /// It could not be told.
        case unknown
    }

    /// One entry of the guide.
    public struct Endpoint: Hashable, Sendable {
        /// How it stands.
        public enum State: String, Hashable, Sendable, Codable {
            case open, blocked, down, unknown
            /// It was not tried: a pattern has no host of its own, or it was not asked for.
            case untried
        }
        /// The entry, as its name.
        public var name: String
        /// What it is for, in the guide's words.
        public var purpose: String
        /// Its level.
        public var level: GuideLevel
        /// How it stands.
        public var state: State
        /// The finding that says why it does not pass.
        public var finding: FindingCode?
        /// Until the answer that settled it.
        public var milliseconds: Int64?
    }

    /// What was measured of the line.
    public struct Line: Hashable, Sendable {
        /// How the measuring service stands; nil where nothing was to be measured.
        public var service: LineService.State?
        /// Kilobits a second from the site, the best of the measurements; nil where it could not be told.
        public var upKilobitsPerSecond: Int?
        /// Kilobits a second to the site.
        public var downKilobitsPerSecond: Int?
        /// How many machines share it, as far as the back end knows.
        public var machines: Int?
    }

    /// The guide, by its name.
    public var guide: String
    /// The guide's title.
    public var title: String
    /// When the run began.
    public var startedAt: Timestamp
    /// How long it took.
    public var milliseconds: Int64
    /// The authorities against which certificates were judged.
    public var authorities: String
    /// The address of the computer that looked; nil where it has none.
    public var source: String?
    /// The proxy, or nil.
    public var proxy: RecordedProxy?
    /// The checks that were made, where not all of them were; nil for all.
    public var checks: [String]?
    /// What was measured of the line.
    public var line: Line
    /// The whole in a word.
    public var verdict: Verdict
    /// What was found: root causes first, the worst first.
    public var findings: [Finding]
    /// The guide's entries, in its order.
    public var endpoints: [Endpoint]

    /// What nothing else explains.
    public var roots: [Finding] { findings.filter(\.isRoot) }

    /// Those of them that somebody has to do something about.
    var causes: [Finding] { roots.filter { $0.severity != .information } }

    /// The entries that were tried.
    var tried: [Endpoint] { endpoints.filter { $0.state != .untried } }

    /// The entries that were tried and do not pass.
    public var failing: [Endpoint] { tried.filter { $0.state != .open } }

    /// 0 good, 1 recommended entries fail, 2 required ones do, 3 it could not be told.
    public var exitCode: Int32 {
        switch verdict {
        case .ready: 0
        case .readyWithWarnings: 1
        case .notReady: 2
        case .unknown: 3
        }
    }
}
