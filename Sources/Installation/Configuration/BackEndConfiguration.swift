import BackEnd
import BackEndHTTP
import ConnectivityGuide
import DutyModel
import Exchanges

/// How a back end runs: its guide, and the addresses on which it serves the guide's hosts.
package struct BackEndConfiguration: Sendable {
    /// The guide whose hosts it serves.
    var guide: InstallationGuide
    /// Where it listens; ports, paths and names of the certificates are the guide's.
    var listeners: BackEndListeners
    /// The authority that signs the listeners' certificates; the installation's own where nil.
    var serverAuthority: CredentialFiles?
    /// Where the file of acts lies; nil for where the back end's folder notes it.
    package var acts: ActFilePlace?
    /// How often the key list is published, and for how long a list is valid.
    var keyList = KeyListPublicationLimits()
    /// Where anyone checks a stamp; nil for nowhere.
    var publicCheck: PublicCheckPlace?

    /// The back end of one computer, whose ports were picked.
    package static func local(_ layout: FolderLayout) throws(DutyFailure) -> BackEndConfiguration {
        let guide = try InstallationGuide.local(PortBook.read(layout.ports))
        let host = try LocalPlaces.pageHost()
        var addresses = ListenAddresses()
        for service in ServiceName.allCases { addresses.services[service] = [.init(address: host)] }
        addresses.plain = host
        return BackEndConfiguration(guide: guide, listeners: try addresses.listeners(of: guide), serverAuthority: nil)
    }

    /// The authority that signs the listeners' certificates, opened.
    func openServerAuthority() throws(DutyFailure) -> CertificateAuthority? {
        guard let files = serverAuthority else { return nil }
        return try CertificateAuthority(certificateFile: files.certificate, keyFile: files.key)
    }
}

/// Where a back end serves the public check; what it is called there, its stamps say.
struct PublicCheckPlace: Hashable, Sendable {
    /// The address to listen on.
    var address: String
    /// The port to listen on.
    var port: UInt16
    /// A certificate that phones trust; one of the installation's own authority where nil.
    var credential: CredentialFiles?
}

/// The addresses on which a back end listens.
struct ListenAddresses: Sendable {
    /// One address, with a certificate of its own where it has one.
    struct Place: Hashable, Sendable {
        var address: String
        var credential: CredentialFiles?
    }

    /// Those of each service, in the order of the guide's entries.
    var services: [ServiceName: [Place]] = [:]
    /// Where the distributor answers in the clear that TLS is to be used; nil for nowhere.
    var plain: String?
    /// Where the connectivity check is answered; nil for nowhere.
    var connectivity: Place?

    /// Listeners at these addresses for the guide's hosts.
    ///
    /// - Throws: `guide_key_missing` or `config_invalid` where addresses and entries do not fit each other.
    func listeners(of guide: InstallationGuide) throws(DutyFailure) -> BackEndListeners {
        var listeners: [ServiceName: [ListenerConfiguration]] = [:]
        for (service, places) in services {
            let locations = try guide.locations(of: service)
            guard !places.isEmpty, places.count <= locations.count else {
                throw DutyFailure(
                    .configInvalid,
                    "The guide \(guide.guide.name) has \(locations.count) places of the service \(service.rawValue), "
                        + "and \(places.count) addresses are given.")
            }
            listeners[service] = zip(places, locations).map { place, location in
                ListenerConfiguration(place, port: location.port, host: location.host, path: location.path)
            }
        }
        return BackEndListeners(
            services: listeners, plain: try plainListener(guide.guide), connectivity: try connectivity(guide.guide))
    }

    private func plainListener(_ guide: ConnectivityGuide) throws(DutyFailure) -> ListenerConfiguration? {
        guard let plain else { return nil }
        guard let entry = guide.plainEndpoint(of: .distributor), let port = entry.portNumber else {
            throw InstallationGuide.incomplete
        }
        return ListenerConfiguration(Place(address: plain), port: port, host: entry.host.text, path: entry.path ?? "/")
    }

    private func connectivity(_ guide: ConnectivityGuide) throws(DutyFailure) -> ConnectivityListeners? {
        guard let place = connectivity else { return nil }
        guard let entry = guide.plainEndpoint(of: .connectivityCheck), let port = entry.portNumber,
            let path = entry.path
        else { throw InstallationGuide.incomplete }
        return ConnectivityListeners(
            plain: ListenerConfiguration(place, port: port, host: entry.host.text, path: path),
            tls: entry.tlsPort.map {
                ListenerConfiguration(place, port: $0, host: entry.host.text, path: path)
            })
    }
}

extension ListenerConfiguration {
    fileprivate init(_ place: ListenAddresses.Place, port: UInt16, host: String, path: String) {
        self.init(bindHost: place.address, port: Int(port), publicHost: host, path: path)
        credentialFiles = place.credential
    }
}
