/// A computer of a lab: a network namespace with its own programs.
public enum LabPlace: String, CaseIterable, Sendable {
    /// The machine's computer.
    case site
    /// The site's router: firewall and name server.
    case router
    /// Where a proxy of the site runs.
    case proxy
    /// Everything beyond the site.
    case internet
    /// Where the machine's back end runs, behind the internet.
    case dataCentre = "data-centre"
}

/// The names of the lab's network interfaces, each as it is called where it stands.
enum LabInterface {
    /// The one interface of a computer that has only one.
    static let only = "eth0"
    /// The router's bridge for the site.
    static let lan = "lan"
    /// The router's line to the internet.
    static let wan = "wan"
    /// The port of the bridge that leads to the machine's computer.
    static let sitePort = "site-port"
    /// The port of the bridge that leads to the proxy.
    static let proxyPort = "proxy-port"
    /// The internet's line to the data centre.
    static let dataCentre = "dc"
}
