import ConnectionRules
import DutyModel
import Exchanges

/// Where one service listens, and how machines are told to reach it.
public struct ListenerConfiguration: Hashable, Sendable {
    /// The address to listen on.
    public var bindHost: String
    /// The port to listen on; 0 picks a free one.
    public var port: Int
    /// The host the directory names; the server's certificate is for it.
    public var publicHost: String
    /// Further hosts the certificate is for.
    public var otherHosts: [String]
    /// The port the directory names; the one listened on unless something forwards to it.
    public var publicPort: UInt16?
    /// The path messages are posted to.
    public var path: String
    /// The certificate and key it shows; made and renewed by the installation where nil.
    public var credentialFiles: CredentialFiles?

    /// A listener.
    public init(
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
public struct CredentialFiles: Hashable, Sendable {
    /// The certificate and what leads from it to the root, in PEM.
    public var certificate: String
    /// Its private key in PEM.
    public var key: String

    /// Files at these paths.
    public init(certificate: String, key: String) {
        self.certificate = certificate
        self.key = key
    }
}

/// Where the whole back end listens.
public struct BackEndListeners: Sendable {
    /// The TLS listeners of each service; the directory names the first.
    public var services: [ServiceName: [ListenerConfiguration]]
    /// The plain port of the distributor, which only points to TLS; nil for none.
    public var plain: ListenerConfiguration?
    /// Where machines ask whether the network is open, in the clear and over TLS; nil for nowhere.
    public var connectivity: ConnectivityListeners?
    /// Where anyone checks a stamp; nil for nowhere.
    public var publicCheck: PublicCheck?

    /// Listeners.
    public init(
        services: [ServiceName: [ListenerConfiguration]], plain: ListenerConfiguration? = nil,
        connectivity: ConnectivityListeners? = nil
    ) {
        self.services = services
        self.plain = plain
        self.connectivity = connectivity
    }
}

/// The two places that answer whether the network is open.
public struct ConnectivityListeners: Hashable, Sendable {
    /// In the clear.
    public var plain: ListenerConfiguration
    /// Over TLS, which nothing on the way can answer in its place; nil where the guide has no such port.
    public var tls: ListenerConfiguration?

    /// Both places.
    public init(plain: ListenerConfiguration, tls: ListenerConfiguration?) {
        self.plain = plain
        self.tls = tls
    }
}

/// The ports that were bound.
public struct BoundPorts: Hashable, Sendable {
    /// The TLS port of each service's first listener.
    public var services: [ServiceName: UInt16] = [:]
    /// The distributor's plain port.
    public var plain: UInt16?
    /// The public check's.
    public var publicCheck: UInt16?
}

/// What a listener allows at most.
public struct ListenerLimits: Hashable, Sendable {
    /// Connections of one listener at the same time, and how long a handshake may take.
    public var connections = ConnectionLimits()
    /// Seconds for the header of a request, from the connection or the answer before, after which the connection is
    /// closed; a client that sends a byte now and then gains nothing.
    public var idleSeconds: Int64 = 30
    /// Seconds for the body of a request, from its header on. The largest message has a third of a megabyte, and a
    /// machine on a 128 kbit/s line sends it in half of this.
    public var bodySeconds: Int64 = 60
    /// Requests of one machine under way at the same time, over all listeners; a machine sends one after the other,
    /// and a few more are left from connections that broke.
    public var requestsPerMachineMaximum: Int = 8
    /// Requests of machines that enrol on site under way at the same time. They come from strangers, and an operator reads
    /// out one code at a time.
    public var enrolmentsMaximum: Int = 4
    /// Seconds for the body of such a request; it has less than a kilobyte.
    public var enrolmentBodySeconds: Int64 = 15
    /// Bytes of all header fields of a request; a machine sends a few hundred.
    public var headerBytesMaximum: Int = 16_384
    /// Header fields of a request; a machine sends some ten.
    public var headerFieldsMaximum: Int = 64
    /// Milliseconds between two looks at the listeners' certificates, and so until a renewal that failed is tried again;
    /// thirty days are left then. A look reads two small files a listener.
    public var certificateCheckMilliseconds: Int64 = 600_000
    /// What the measuring service allows.
    public var measuring = MeasuringLimits()
    /// What downloads of the key list may take.
    public var keyListDownloads = KeyListDownloadLimits()

    /// The defaults.
    public init() {}
}
