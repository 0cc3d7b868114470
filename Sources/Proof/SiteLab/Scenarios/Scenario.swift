import DutyModel
import Foundation

/// A site with a name: the faults that it has.
public struct Scenario: Hashable, Sendable, Codable {
    /// What it is called on the command line.
    public let name: String
    /// What is wrong, in one phrase.
    public let title: String
    /// The faults; none in a clean site.
    public let faults: [LabFault]
}

/// The scenarios that come with the program, or those of a file.
public struct ScenarioBook: Sendable {
    /// The scenarios in their order.
    public let scenarios: [Scenario]

    /// Between the names of scenarios that hold at once.
    private static let joint: Character = "+"

    /// Reads a list of scenarios; throws `lab_data_malformed` where something is unknown or a name stands twice.
    public init(json: Data, name: String) throws(DutyFailure) {
        scenarios = try StrictJSON.read([Scenario].self, from: json, name: name)
        let names = Set(scenarios.map(\.name))
        guard names.count == scenarios.count, names.allSatisfy({ !$0.isEmpty && !$0.contains(Self.joint) }) else {
            throw DutyFailure(.labDataMalformed, "\(name): two scenarios have one name, or one holds a “+”.")
        }
    }

    /// The scenarios that come with the program.
    public static func builtIn() throws(DutyFailure) -> ScenarioBook {
        try ScenarioBook(json: LabResource.data("scenarios.json"), name: "scenarios.json")
    }

    /// The scenario of this name, or of several joined by `+`: all their faults at once.
    ///
    /// - Throws: `lab_scenario_unknown`.
    public func scenario(_ text: String) throws(DutyFailure) -> Scenario {
        var found: [Scenario] = []
        for name in text.split(separator: Self.joint, omittingEmptySubsequences: false) {
            guard let scenario = scenarios.first(where: { $0.name == name }) else {
                throw DutyFailure(.labScenarioUnknown, "There is no scenario “\(name.prefix(64))”.")
            }
            found.append(scenario)
        }
        return Scenario(
            name: text, title: found.map(\.title).joined(separator: "; and "), faults: found.flatMap(\.faults))
    }
}
