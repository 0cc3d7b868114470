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

/// How large the header of a request may be, and how long it may take.
package struct HeaderLimits: Hashable, Sendable {
    /// Seconds from the connection, or the answer before, after which the connection is closed.
    package var idleSeconds: Int64
    package var bytesMaximum: Int
    package var fieldsMaximum: Int
}

/// What a listener allows at most.
package struct ListenerLimits: Hashable, Sendable {
    /// Connections of one listener at the same time, and how long a handshake may take.
    package var connections = ConnectionLimits()
    /// What the header of a request may take; a client that sends a byte now and then gains nothing. A machine sends a few
    /// hundred bytes in some ten fields.
    package var header = HeaderLimits(idleSeconds: 30, bytesMaximum: 16_384, fieldsMaximum: 64)
    /// Seconds for the body of a request, from its header on. The largest message has a third of a megabyte, and a
    /// machine on a 128 kbit/s line sends it in half of this.
    package var bodySeconds: Int64 = 60
    /// Requests of one machine under way at the same time, over all listeners; a machine sends one after the other,
    /// and a few more are left from connections that broke.
    package var requestsPerMachineMaximum: Int = 8
    /// Requests of machines that enrol on site under way at the same time. They come from strangers, and an operator reads
    /// out one code at a time.
    package var enrolmentsMaximum: Int = 4
    /// Seconds for the body of such a request; it has less than a kilobyte.
    package var enrolmentBodySeconds: Int64 = 15
    /// Milliseconds between two looks at the listeners' certificates, and so until a renewal that failed is tried again;
    /// thirty days are left then. A look reads two small files a listener.
    package var certificateCheckMilliseconds: Int64 = 600_000
    /// What the measuring service allows.
    package var measuring = MeasuringLimits()
    /// What downloads of the key list may take.
    package var keyListDownloads = KeyListDownloadLimits()

    package init() {}
}
