/// The wireless network and how the machine logs in.
public struct WiFiSettings: Hashable, Sendable, Codable {
    /// The network's name (SSID), 1 to 32 bytes of UTF-8.
    public var networkName: String
    /// The frequencies to look for it on.
    public var band: WiFiBand
    /// How the machine logs in and what protects the air.
    public var security: WiFiSecurity
}

/// The frequencies of a wireless network.
public enum WiFiBand: String, Hashable, Sendable, Codable, CaseIterable {
    /// Whichever is found.
    case any
    /// 2.4 GHz.
    case gigahertz2_4 = "2.4"
    /// 5 GHz.
    case gigahertz5 = "5"
}

/// What protects a wireless network. WEP and no protection at all cannot be said here.
public enum WiFiSecurity: Hashable, Sendable, Codable {
    /// WPA with a passphrase.
    case wpaPersonal(Secret)
    /// WPA2 with a passphrase.
    case wpa2Personal(Secret)
    /// WPA or WPA2 with a login of its own for each machine (802.1X).
    case enterprise(EnterpriseLogin)

    /// The name under which a person chooses it.
    public var kind: WiFiSecurityKind {
        switch self {
        case .wpaPersonal: .wpaPersonal
        case .wpa2Personal: .wpa2Personal
        case .enterprise: .enterprise
        }
    }

    /// The passphrase, where there is one.
    var passphrase: Secret? {
        switch self {
        case .wpaPersonal(let secret), .wpa2Personal(let secret): secret
        case .enterprise: nil
        }
    }
}

/// The names of what may protect a wireless network.
public enum WiFiSecurityKind: String, Hashable, Sendable, Codable, CaseIterable {
    /// WPA with a passphrase.
    case wpaPersonal = "wpa-psk"
    /// WPA2 with a passphrase.
    case wpa2Personal = "wpa2-psk"
    /// 802.1X.
    case enterprise = "wpa-802.1x"
}

/// A login by 802.1X.
public struct EnterpriseLogin: Hashable, Sendable, Codable {
    /// How the login is carried.
    public var method: EnterpriseMethod
    /// The user's name.
    public var identity: String
    /// The user's password.
    public var password: Secret
    /// The authority (PEM) that certifies the site's login server; nil for LEAP, which has none.
    public var authorityPEM: String?
}

/// How a login by 802.1X is carried.
public enum EnterpriseMethod: String, Hashable, Sendable, Codable, CaseIterable {
    /// A challenge without a tunnel.
    case leap
    /// MSCHAPv2 inside TLS.
    case peap
    /// MSCHAPv2 inside TLS, carried by EAP-TTLS.
    case ttls

    /// Whether the login server shows a certificate that must be checked.
    public var needsAuthority: Bool { self != .leap }
}
