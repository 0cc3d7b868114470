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

    /// The entries as rules, for the machine's address where one is given.
    func selection(source: String?) throws(DutyFailure) -> RuleSelection {
        var from: RuleSource?
        if let source { from = try RuleSource(source) }
        return RuleSelection(guide: try load(), level: level.guideLevel, source: from)
    }
}
