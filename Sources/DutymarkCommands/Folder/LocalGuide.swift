import ConnectivityGuide
import DutyModel
import SiteNetwork
import Tablet

/// The guide of one computer, with the ports that were picked for it.
struct LocalGuide: AllowList {
    private let guide: ConnectivityGuide

    /// The built-in guide `local` with these ports.
    init(_ book: PortBook) throws(DutyFailure) {
        guide = try ConnectivityGuide.builtIn("local").resolved(ports: book.ports)
    }

    /// The keys under which ports are to be picked.
    static func portKeys() throws(DutyFailure) -> [String] { try ConnectivityGuide.builtIn("local").portKeysToPick }

    /// The fixed port of the page.
    static func pagePort() throws(DutyFailure) -> UInt16 {
        try place(of: .page, in: ConnectivityGuide.builtIn("local")).port
    }

    /// The address of the page, on this computer alone.
    static func pageHost() throws(DutyFailure) -> String {
        try place(of: .page, in: ConnectivityGuide.builtIn("local")).host
    }

    func permits(host: String, port: UInt16, transport: NetworkTransport) -> Bool {
        guard let entry = guide.permits(host: host, port: port, transport: .tcp) else { return false }
        return (entry.speaks == .tls) == (transport == .tls)
    }

    /// Where a service takes messages.
    func location(of service: ServiceName) throws(DutyFailure) -> ServiceLocation {
        let endpoint = try guide.endpoint(for: service)
        guard let port = endpoint.portNumber, let path = endpoint.path else { throw Self.incomplete }
        return ServiceLocation(service: service, host: endpoint.host.text, port: port, path: path)
    }

    /// The distributor's port in the clear, where it says only that TLS is to be used.
    func plainDistributorPort() throws(DutyFailure) -> UInt16 {
        guard let port = guide.plainEndpoint(of: .distributor)?.portNumber else { throw Self.incomplete }
        return port
    }

    /// Where base and tablet meet.
    func link() throws(DutyFailure) -> (host: String, port: UInt16) { try Self.place(of: .link, in: guide) }

    private static func place(
        of role: GuideRole, in guide: ConnectivityGuide
    ) throws(DutyFailure) -> (host: String, port: UInt16) {
        guard let endpoint = guide.endpoints(role: role).first, let port = endpoint.portNumber else { throw incomplete }
        return (endpoint.host.text, port)
    }

    private static var incomplete: DutyFailure {
        DutyFailure(.guideKeyMissing, "The guide of this computer lacks an entry.")
    }
}
