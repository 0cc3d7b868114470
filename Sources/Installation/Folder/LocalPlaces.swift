import ConnectivityGuide
import DutyModel

/// The places of one computer that the guide `local` names, for an installation that has no configuration file.
package enum LocalPlaces {
    /// The keys under which ports are to be picked.
    static func portKeys() throws(DutyFailure) -> [String] { try ConnectivityGuide.builtIn("local").portKeysToPick }

    /// The fixed port of the page.
    package static func pagePort() throws(DutyFailure) -> UInt16 {
        try place(of: .page, in: ConnectivityGuide.builtIn("local")).port
    }

    /// The address of the page, on this computer alone.
    static func pageHost() throws(DutyFailure) -> String {
        try place(of: .page, in: ConnectivityGuide.builtIn("local")).host
    }

    /// Where base and tablet meet.
    static func link(_ guide: InstallationGuide) throws(DutyFailure) -> LinkPlace {
        let place = try place(of: .link, in: guide.guide)
        return LinkPlace(base: place.host, tablet: nil, port: place.port)
    }

    private static func place(
        of role: GuideRole, in guide: ConnectivityGuide
    ) throws(DutyFailure) -> (host: String, port: UInt16) {
        guard let endpoint = guide.endpoints(role: role).first, let port = endpoint.portNumber else {
            throw InstallationGuide.incomplete
        }
        return (endpoint.host.text, port)
    }
}
