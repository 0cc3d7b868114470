import DutyModel
import Tablet

/// What stands around every screen.
struct Frame: Sendable {
    /// The window's title.
    let title: String
    /// The places one can go.
    let places: [Place]
    /// Seconds after which a browser without scripts loads the page again; nil where that would lose typing.
    let reloadSeconds: String?
    /// Seconds after which the script looks again by itself; nil where events are enough.
    let lookAgainSeconds: String?

    /// A frame with this title, and the place marked where the person is.
    init(_ title: String, at path: String?, reloadSeconds: Int? = nil, lookAgainSeconds: Int? = nil) {
        self.title = title
        places = Self.allPlaces.map { Place(path: $0.0, name: $0.1, here: $0.0 == path, gear: $0.0 == Place.settings) }
        self.reloadSeconds = reloadSeconds.map(String.init)
        self.lookAgainSeconds = lookAgainSeconds.map(String.init)
    }

    private static let allPlaces = [
        ("/", "Home"), ("/frank", "Frank"), ("/refill", "Top up"), ("/impressions", "Impressions"),
        ("/outbox", "Upload"), ("/audit", "Audit"), (Place.settings, "Settings"),
    ]
}

/// A place one can go.
struct Place: Sendable {
    /// Its address.
    let path: String
    /// Its name.
    let name: String
    /// Whether the person is there.
    let here: Bool
    /// Whether a gear stands before the name.
    let gear: Bool

    /// Where the settings are.
    static let settings = "/settings"
}

/// The one thing most likely wanted next.
struct PrimaryAction: Sendable {
    /// Where it leads.
    let path: String
    /// What it does, as a verb.
    let label: String
}

extension PrimaryAction {
    /// Back to where everything begins.
    static let home = PrimaryAction(path: "/", label: "Home")
    /// Has the doctor look.
    static let findOut = PrimaryAction(path: "/settings/doctor", label: "Find out what blocks the network")
}

/// The hidden fields of a form.
struct FormSealFields: Sendable {
    /// The form's number.
    let number: String
    /// Its seal.
    let token: String
    /// The name under which its work is done; it is asked about even after the machine was started again. Nil where the
    /// form changes nothing in the device, or the device could not be asked.
    var act: String?
}
