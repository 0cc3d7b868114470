import Installation
import ArgumentParser
import ConnectivityGuide
import DutyModel
import SiteRules

/// Which entries of which guide a command is about.
struct GuideEntriesOption: ParsableArguments {
    @Option(name: .long, help: "The name of a built-in guide, or a file.")
    var guide = ConnectivityGuide.builtInNames[0]

    @Option(name: .long, help: "The guide's entries: required or all.")
    var level = Level.all

    /// Which entries of a guide are meant.
    enum Level: String, CaseIterable, ExpressibleByArgument {
        case required, all

        /// The level of the guide; nil for every one.
        var guideLevel: GuideLevel? { self == .required ? .required : nil }
    }

    /// The guide.
    func load() throws(DutyFailure) -> ConnectivityGuide { try GuideChoice(guide).load() }

    /// The entries as rules, for the machine's addresses where some are given.
    func selection(sources: [String]) throws(DutyFailure) -> RuleSelection {
        let sources = try RuleSource.list(sources)
        return RuleSelection(guide: try load(), level: level.guideLevel, sources: sources)
    }
}
