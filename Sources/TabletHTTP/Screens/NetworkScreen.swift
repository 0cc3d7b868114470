import DutyModel
import NetworkSetup
import Tablet

/// The settings of one kind of link, and of the proxy behind it.
struct NetworkScreen: Screen {
    let template = ScreenTemplate.network
    let frame: Frame
    let heading: String
    let path: String
    let notice: Notice?
    let seal: FormSealFields
    /// The wireless network; nil for the cable, and where the computer sets its link.
    let wifi: WiFiFields?
    /// The addresses; nil where the computer sets its link.
    let addresses: AddressFields?
    let proxy: ProxyFields

    /// The fields of a wireless network.
    struct WiFiFields: Sendable {
        let networkName: FormField
        let band: FormChoice
        let security: FormChoice
        let passphrase: FormField
        let method: FormChoice
        let identity: FormField
        let password: FormField
        let authority: FormField
    }

    /// The fields of a link's addresses.
    struct AddressFields: Sendable {
        let addressing: FormChoice
        let address: FormField
        let prefix: FormField
        let gateway: FormField
        let nameServers: FormField
    }

    /// The fields of the proxy.
    struct ProxyFields: Sendable {
        let mode: FormChoice
        let host: FormField
        let port: FormField
        let authenticates: Bool
        let user: FormField
        let password: FormField
        let switchedOff: [String]
    }

    /// The form, with what was typed or else what is in force.
    init(_ kind: LinkKind, _ standing: NetworkStanding, _ shown: ShownForm, seal: FormSealFields) {
        let wish = shown.submission.network
        heading = kind.heading
        frame = Frame(heading, at: Place.settings)
        path = "/settings/\(kind.rawValue)"
        self.seal = seal
        let maker = FieldMaker(faults: shown.faults)
        notice = shown.notice ?? maker.notice
        let inForce = standing.settings.link.flatMap { $0.kind == kind ? $0 : nil }
        let link = wish?.link ?? inForce ?? LinkWish(kind)
        addresses = standing.configuresLink ? AddressFields(link, maker) : nil
        wifi = standing.configuresLink && kind == .wifi ? WiFiFields(link, inForce: inForce, maker) : nil
        proxy = ProxyFields(
            wish?.proxy ?? standing.settings.proxy ?? ProxyWish(mode: "none"), inForce: standing.settings.proxy, maker)
    }
}

extension LinkKind {
    /// The name of the link's settings.
    var heading: String { self == .wired ? "Wired (Ethernet)" : "Wi-Fi" }
}

extension NetworkScreen.WiFiFields {
    fileprivate init(_ link: LinkWish, inForce: LinkWish?, _ maker: FieldMaker) {
        networkName = maker.field(
            .networkName, "Network name (SSID)", link.networkName, hint: "As other devices show it.")
        band = maker.choice(.band, "Band", link.band, [("any", "Any"), ("2.4", "2.4 GHz"), ("5", "5 GHz")])
        security = maker.choice(
            .security, "Security", link.security,
            [("wpa2-psk", "WPA2-PSK"), ("wpa-psk", "WPA-PSK"), ("wpa-802.1x", "WPA-802.1X")],
            hint: "WEP and open networks are refused: anyone near could read along.")
        let passphraseKept = inForce.map { $0.security != WiFiSecurityKind.enterprise.rawValue } ?? false
        passphrase = maker.secret(.passphrase, "Passphrase", kept: passphraseKept)
        method = maker.choice(
            .method, "Log in by", link.method, [("peap", "PEAP"), ("ttls", "TTLS"), ("leap", "LEAP")])
        identity = maker.field(.identity, "User name", link.identity)
        password = maker.secret(.password, "Password", kept: !(inForce?.identity.isEmpty ?? true))
        authority = maker.field(
            .authority, "Authority’s certificate (CA)", "",
            hint: "Paste the PEM text that your IT gave you."
                + (inForce == nil ? "" : " Empty keeps the one there is."),
            long: true)
    }
}

extension NetworkScreen.AddressFields {
    fileprivate init(_ link: LinkWish, _ maker: FieldMaker) {
        addressing = maker.choice(
            .addressing, "Addresses", link.addressing, [("dhcp", "Automatic (DHCP)"), ("manual", "Manual")])
        address = maker.field(.address, "IP address", link.address, numeric: true)
        prefix = maker.field(
            .prefix, "Prefix length", link.prefix, hint: "Such as 24, or the subnet’s mask.", numeric: true)
        gateway = maker.field(.gateway, "Default gateway", link.gateway, numeric: true)
        nameServers = maker.field(
            .nameServers, "DNS servers", link.nameServers, hint: "One to three, with commas between them.",
            numeric: true)
    }
}

extension NetworkScreen.ProxyFields {
    fileprivate init(_ proxy: ProxyWish, inForce: ProxyWish?, _ maker: FieldMaker) {
        mode = maker.choice(.proxy, "Proxy Setting", proxy.mode, [("none", "None"), ("manual", "Manual")])
        host = maker.field(.host, "Proxy Hostname", proxy.host, hint: "The name or IP address of your proxy server.")
        port = maker.field(.port, "Proxy Port", proxy.port, numeric: true)
        authenticates = proxy.authenticates
        user = maker.field(.user, "Proxy Username", proxy.user, hint: "Small and capital letters may differ.")
        password = maker.secret(
            .proxyPassword, "Proxy Password", kept: inForce?.authenticates ?? false,
            hint: "Small and capital letters differ.")
        switchedOff = ProxySetting.cannotTunnel
    }
}
