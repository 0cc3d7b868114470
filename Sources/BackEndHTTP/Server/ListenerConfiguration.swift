import ConnectionRules
import DutyModel
import Exchanges

/// Where one service listens, and how machines are told to reach it.
package struct ListenerConfiguration: Hashable, Sendable {
    package var bindHost: String
    /// The port to listen on; 0 picks a free one.
    package var port: Int
    /// The host the directory names; the server's certificate is for it.
    package var publicHost: String
    /// Further hosts the certificate is for.
    package var otherHosts: [String]
    /// The port the directory names; the one listened on unless something forwards to it.
    package var publicPort: UInt16?
    /// The path messages are posted to.
    package var path: String
    /// The certificate and key it shows; made and renewed by the installation where nil.
    package var credentialFiles: CredentialFiles?

    package init(
        bindHost: String, port: Int, publicHost: String, otherHosts: [String] = [], publicPort: UInt16? = nil,
        path: String
    ) {
        self.bindHost = bindHost
        self.port = port
        self.publicHost = publicHost
        self.otherHosts = otherHosts
        self.publicPort = publicPort
        self.path = path
    }
}

/// The two files of a listener's certificate.
package struct CredentialFiles: Hashable, Sendable {
    /// The certificate and what leads from it to the root, in PEM.
    package var certificate: String
    package var key: String

    package init(certificate: String, key: String) {
        self.certificate = certificate
        self.key = key
    }
}

/// Where the whole back end listens.
package struct BackEndListeners: Sendable {
    /// The TLS listeners of each service; the directory names the first.
    package var services: [ServiceName: [ListenerConfiguration]]
    /// The plain port of the distributor, which only points to TLS; nil for none.
    package var plain: ListenerConfiguration?
    /// Where machines ask whether the network is open, in the clear and over TLS; nil for nowhere.
    package var connectivity: ConnectivityListeners?
    /// Where anyone checks a stamp; nil for nowhere.
    package var publicCheck: PublicCheck?

    package init(
        services: [ServiceName: [ListenerConfiguration]], plain: ListenerConfiguration? = nil,
        connectivity: ConnectivityListeners? = nil
    ) {
        self.services = services
        self.plain = plain
        self.connectivity = connectivity
    }
}

/// The two places that answer whether the network is open.
package struct ConnectivityListeners: Hashable, Sendable {
    /// In the clear.
    package var plain: ListenerConfiguration
    /// Over TLS, which nothing on the way can answer in its place; nil where the guide has no such port.
    package var tls: ListenerConfiguration?

    package init(plain: ListenerConfiguration, tls: ListenerConfiguration?) {
        self.plain = plain
        self.tls = tls
    }
}

package struct BoundPorts: Hashable, Sendable {
    /// The TLS port of each service's first listener.
    package var services: [ServiceName: UInt16] = [:]
    /// The distributor's plain port.
    package var plain: UInt16?
    /// The public check's.
    package var publicCheck: UInt16?
}
