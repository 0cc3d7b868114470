import DutyModel
import Foundation
import Mustache

/// Turns screens into HTML; the templates are read once, and every value is escaped on its way in.
struct PageRenderer: Sendable {
    private let library: MustacheLibrary

    /// Reads the templates that come with the program; throws `program_file_bad` where one is missing or bad.
    init() throws(DutyFailure) {
        var library = MustacheLibrary()
        for name in Self.partials + ScreenTemplate.allCases.map(\.rawValue) {
            try library.register(Self.template(name), named: name)
        }
        self.library = library
    }

    /// The HTML of a screen.
    func html(_ screen: some Screen) -> String { library.render(screen, withTemplate: screen.template.rawValue) ?? "" }

    private static let partials = ["head", "foot", "notice", "seal", "impression-rows", "field", "choice", "sheet"]

    private static func template(_ name: String) throws(DutyFailure) -> MustacheTemplate {
        do {
            let file = Bundle.module.bundleURL.appending(path: "templates/\(name).mustache")
            return try MustacheTemplate(string: String(contentsOf: file, encoding: .utf8))
        } catch {
            throw DutyFailure(.programFileBad, "The page’s template “\(name)” cannot be used: \(ErrorWords.of(error)).")
        }
    }
}

/// The screens' templates; each has a file of this name.
enum ScreenTemplate: String, CaseIterable {
    case home, frank, refill, impressions, impression, audit, outbox, waiting, outcome, problem, confirm, settings,
        network, doctor
    case networkTest = "network-test"
}

/// What a template shows: its fields are the names that the template uses.
///
/// A name that is nil in a screen is looked up no further, so the names of a screen are its own.
protocol Screen: Sendable {
    /// The template that shows it.
    var template: ScreenTemplate { get }
    /// What stands around it.
    var frame: Frame { get }
}
