import ConnectivityGuide

/// A root cause in the words of the person at the counter: what is wrong, what does not work for her, whom to call.
public struct ClerkAdvice: Hashable, Sendable {
    /// The finding that it puts into words.
    public var finding: Finding
    /// What is wrong.
    public var sentence: String
    /// What does not work for her.
    public var effect: String
    /// What she can do herself; nil where there is nothing.
    public var step: String?
    /// Whom she calls, or that she need not.
    public var whom: String
    /// Whether the sheet is for whom she calls.
    public var wantsSheet: Bool

    /// The root causes of a report in words, in its order: a pure function of both.
    public static func list(_ report: Report, _ guide: ConnectivityGuide) -> [ClerkAdvice] {
        let work = ClerkWork(report, guide)
        return report.roots.map { ClerkAdvice($0, work) }
    }

    private init(_ finding: Finding, _ work: ClerkWork) {
        self.finding = finding
        sentence = finding.code.clerkSentence
        effect = work.effect(of: finding)
        step = finding.code.clerkStep
        let isForOthers = finding.severity != .information && finding.fixer != .vendor
        wantsSheet = isForOthers
        whom =
            switch finding.fixer {
            case _ where finding.severity == .information: "You need not do anything."
            case .vendor:
                "Nobody here can fix it, and the machine tries again by itself. "
                    + "If it lasts longer than a day, call the machine’s service."
            case .siteNetwork: "Call the people who look after this office’s network, and give them the sheet."
            case .proxyKeeper:
                "Call the people who look after this office’s network, and give them the sheet; "
                    + "it is for the administrator of the proxy."
            case .thisComputer:
                "If it stays, call the people who look after this office’s network, and give them the sheet."
            }
    }
}

/// What of the clerk's work hangs on which entries of the guide.
struct ClerkWork {
    private let roles: [String: GuideRole]
    /// Roles of which some place answers: a service with a second place goes on.
    private let reached: Set<GuideRole>

    init(_ report: Report, _ guide: ConnectivityGuide) {
        let roles = Dictionary(guide.endpoints.map { ($0.name, $0.role) }) { $1 }
        self.roles = roles
        // What a service says in the clear is no work of its own.
        let plain = Set(guide.endpoints.filter { $0.speaks == .http }.map(\.name))
        reached = Set(
            report.endpoints.filter { $0.state == .open && !plain.contains($0.name) }.compactMap { roles[$0.name] })
    }

    func effect(of finding: Finding) -> String {
        guard finding.standing != .open else {
            return finding.severity == .information
                ? "Your work goes on as ever." : "Your work goes on; it should be mended all the same."
        }
        let out = Set(finding.endpoints.compactMap { roles[$0] }).subtracting(reached)
        let everything = finding.endpoints.isEmpty && finding.severity == .critical
        let mine = Task.allCases.filter { task in everything || !out.isDisjoint(with: task.roles) }
        let urgent = mine.filter(\.isDaily).map(\.rawValue)
        let later = mine.filter { !$0.isDaily }.map(\.rawValue)
        let may = everything ? "may not work" : "do not work"
        if !urgent.isEmpty { return Self.capital(Words.list(urgent)) + " \(may) until it is mended." }
        guard !later.isEmpty else { return "Your work goes on: the machine has another way, or tries again." }
        return "Your work goes on. \(Self.capital(Words.list(later))) \(may) until it is mended."
    }

    private static func capital(_ text: String) -> String { text.prefix(1).uppercased() + text.dropFirst() }

    /// A piece of work, in a word that takes the plural.
    private enum Task: String, CaseIterable {
        case topUps = "top-ups"
        case uploads
        case audits
        case updates
        case remoteHelp = "calls for remote help"
        case upkeep = "the maker’s services"

        /// Whether a counter cannot do without it for long.
        var isDaily: Bool { [.topUps, .uploads, .audits].contains(self) }

        /// Any one of these that is out of reach keeps it from being done.
        var roles: Set<GuideRole> {
            switch self {
            case .topUps, .audits: [.distributor, .funds]
            case .uploads: [.distributor, .transactions]
            case .updates: [.downloads, .osUpdates]
            case .remoteHelp: [.remoteAccess]
            case .upkeep: [.health, .webServices, .deviceManagement]
            }
        }
    }
}
