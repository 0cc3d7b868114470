import ConnectivityGuide
import DutyModel
import Exchanges
import SiteNetwork
import Tablet

/// The guide that an installation goes by, with every port known.
package struct InstallationGuide: AllowList {
    /// The guide itself.
    package let guide: ConnectivityGuide

    /// The path on which a service takes messages where its guide names none: the one of the guide `local`.
    private static let usualPath = "/messages"

    /// This guide; throws `guide_key_missing` where a port is still to be picked.
    package init(_ guide: ConnectivityGuide) throws(DutyFailure) { self.guide = try guide.resolved(ports: [:]) }

    /// The built-in guide of one computer, with these ports.
    static func local(_ book: PortBook) throws(DutyFailure) -> InstallationGuide {
        try InstallationGuide(ConnectivityGuide.builtIn("local").resolved(ports: book.ports))
    }

    package func permits(host: String, port: UInt16, transport: NetworkTransport) -> Bool {
        if transport == .tls, guide.endpoint(askedOverTLSAt: host, port: port) != nil { return true }
        guard let entry = guide.permits(host: host, port: port, transport: .tcp) else { return false }
        return (entry.speaks == .tls) == (transport == .tls)
    }

    /// Where a service takes messages, the primary place first.
    func locations(of service: ServiceName) throws(DutyFailure) -> [ServiceLocation] {
        var locations: [ServiceLocation] = []
        for endpoint in guide.endpoints(for: service) {
            guard let port = endpoint.portNumber else { throw Self.incomplete }
            locations.append(
                ServiceLocation(
                    service: service, host: endpoint.host.text, port: port, path: endpoint.path ?? Self.usualPath))
        }
        return locations
    }

    /// Where a service takes messages first of all; throws `host_not_in_guide` where the guide has no such place.
    package func location(of service: ServiceName) throws(DutyFailure) -> ServiceLocation {
        guard let first = try locations(of: service).first else {
            throw DutyFailure(
                .hostNotInGuide, "The guide \(guide.name) has no entry for the \(service.rawValue) service.")
        }
        return first
    }

    /// A failure of a guide that lacks what this program needs.
    static var incomplete: DutyFailure {
        DutyFailure(.guideKeyMissing, "The guide of this installation lacks an entry.")
    }
}
