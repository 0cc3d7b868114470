import DutyModel

extension FailureCode {
    /// A name could not be resolved.
    public static let dnsFailed = FailureCode("dns_failed", .network, .notDone, "Check DNS: port 53, UDP and TCP.")
    /// No DNS server answered in time.
    public static let dnsTimeout = FailureCode(
        "dns_timeout", .network, .notDone,
        "Check the addresses of the DNS servers, and that the firewall allows port 53, UDP and TCP.")
    /// The DNS server says that the name doesn't exist.
    public static let dnsNameUnknown = FailureCode(
        "dns_name_unknown", .network, .notDone, "Check the name, and that the site's DNS resolves public names.")
    /// The name exists in the DNS but has no address.
    public static let dnsNoAddress = FailureCode(
        "dns_no_address", .network, .notDone, "Check that the site's DNS doesn't filter this name.")
    /// A DNS answer is malformed, or answers another question.
    public static let dnsMalformed = FailureCode(
        "dns_malformed", .network, .notDone, "Find out what intercepts DNS between the machine and its DNS servers.")
    /// The DNS servers refuse to answer.
    public static let dnsRefused = FailureCode(
        "dns_refused", .network, .notDone, "Let the DNS servers answer this machine, or set others.")
    /// A connection was refused.
    public static let connectRefused = FailureCode(
        "connect_refused", .network, .notDone, "Check that the server runs and that the firewall allows the port.")
    /// A connection timed out.
    public static let connectTimeout = FailureCode(
        "connect_timeout", .network, .notDone, "Check that the firewall allows the port.")
    /// The proxy can't be reached.
    public static let proxyUnreachable = FailureCode(
        "proxy_unreachable", .network, .notDone,
        "Check the proxy's host and port in the network settings, and that it runs.")
    /// The proxy didn't answer in time.
    public static let proxyTimeout = FailureCode(
        "proxy_timeout", .network, .notDone, "Check that the proxy works, and that its host and port are right.")
    /// The proxy asks for user name and password, and none are set.
    public static let proxyAuthRequired = FailureCode(
        "proxy_auth_required", .network, .notDone,
        "Set the proxy's user name and password in the network settings; it must offer Basic.")
    /// The proxy doesn't accept the user name and password.
    public static let proxyCredentialsRefused = FailureCode(
        "proxy_credentials_refused", .network, .notDone,
        "Correct the proxy's user name and password in the network settings.")
    /// The proxy denies CONNECT.
    public static let proxyDenied = FailureCode(
        "proxy_denied", .network, .notDone, "Let the proxy allow CONNECT to this host and port.")
    /// The proxy couldn't reach the server.
    public static let proxyUpstreamFailed = FailureCode(
        "proxy_upstream_failed", .network, .notDone,
        "Check that the proxy itself reaches the internet and resolves names.")
    /// What answers at the proxy's address doesn't speak HTTP.
    public static let proxyMalformed = FailureCode(
        "proxy_malformed", .network, .notDone,
        "Check that host and port in the network settings are those of an HTTP proxy.")
    /// The proxy speaks SOCKS.
    public static let proxyIsSocks = FailureCode(
        "proxy_is_socks", .network, .notDone, "Set an HTTP proxy; SOCKS can't be used.")
    /// A TLS handshake failed.
    public static let tlsFailed = FailureCode(
        "tls_failed", .network, .notDone, "Check the certificates, the clock, and that TLS isn't inspected.")
    /// An answer isn't HTTP, or not well-formed.
    public static let httpMalformed = FailureCode(
        "http_malformed", .network, .notKnown, "Find out what changes HTTP between the machine and the server.")
    /// An answer is larger than allowed.
    public static let answerTooLarge = FailureCode("answer_too_large", .network, .notKnown, "Call the service.")
}

extension FailureCodeGroup {
    /// Network.
    public static let network = FailureCodeGroup(
        "Network",
        [
            .dnsFailed, .dnsTimeout, .dnsNameUnknown, .dnsNoAddress, .dnsMalformed, .dnsRefused, .connectRefused,
            .connectTimeout, .proxyUnreachable, .proxyTimeout, .proxyAuthRequired, .proxyCredentialsRefused,
            .proxyDenied, .proxyUpstreamFailed, .proxyMalformed, .proxyIsSocks, .tlsFailed, .httpMalformed,
            .answerTooLarge,
        ])
}
