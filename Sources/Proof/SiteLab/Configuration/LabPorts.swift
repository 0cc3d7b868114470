/// Ports of the lab's own programs on its router; no site ever asks for them by number.
enum LabPorts {
    /// Where squid takes redirected HTTP.
    static let squidPlain: UInt16 = 3129
    /// Where squid takes redirected TLS.
    static let squidTLS: UInt16 = 3130
    /// Squid wants a port for those who ask it openly too; only the router itself reaches it.
    static let squidOpen: UInt16 = 3127
    /// Where mitmproxy takes redirected TLS.
    static let mitmproxy: UInt16 = 3131
    /// Where a name server that falsifies answers listens, which only the site's own asks.
    static let falseNames: UInt16 = 5453
    /// Where a captive portal takes redirected HTTP.
    static let portal: UInt16 = 3132
    /// HTTP in the clear, TLS, and names: the ports that a site's own equipment redirects.
    static let plain: UInt16 = 80
    static let tls: UInt16 = 443
    static let names: UInt16 = 53
    /// SNTP.
    static let time: UInt16 = 123
}
