import DutyModel

extension FailureCode {
    /// An address, or the length of a subnet's prefix, has the wrong form.
    public static let networkAddressMalformed = FailureCode(
        "network_address_malformed", .malformed, .notDone,
        "Write an address as four numbers from 0 to 255 with dots between them.")
    /// The default gateway isn't in the machine's subnet.
    public static let networkGatewayOutside = FailureCode(
        "network_gateway_outside", .malformed, .notDone,
        "Check address, prefix and gateway together; your IT department has all three.")
    /// A gateway, DNS server or proxy has an address that the machine uses internally.
    public static let networkRangeInternal = FailureCode(
        "network_range_internal", .malformed, .notDone,
        "Have your IT department give it an address outside the machine's internal ranges.")
    /// The name of a Wi-Fi network is empty or too long.
    public static let wifiNameMalformed = FailureCode(
        "wifi_name_malformed", .malformed, .notDone, "Give the network's name (SSID) as it is shown on other devices.")
    /// WEP protects nothing and is refused.
    public static let wifiWepRefused = FailureCode(
        "wifi_wep_refused", .malformed, .notDone, "Set the access point to WPA2, then choose WPA2-PSK here.")
    /// An open Wi-Fi network is refused.
    public static let wifiOpenRefused = FailureCode(
        "wifi_open_refused", .malformed, .notDone, "Use a network with WPA2, or the cable.")
    /// The passphrase of a Wi-Fi network has the wrong form.
    public static let wifiPassphraseBad = FailureCode(
        "wifi_passphrase_bad", .malformed, .notDone,
        "Type the passphrase again, 8 to 63 characters; small and capital letters differ.")
    /// The user name or password for a Wi-Fi network is missing.
    public static let wifiLoginMissing = FailureCode(
        "wifi_login_missing", .malformed, .notDone,
        "Ask your IT department for the user name and password of this machine.")
    /// The authority of a Wi-Fi network's login server is missing or isn't a certificate.
    public static let wifiAuthorityBad = FailureCode(
        "wifi_authority_bad", .malformed, .notDone,
        "Ask your IT department for the authority's certificate (CA) as PEM, and give the whole of it.")
    /// The proxy's name or address has the wrong form.
    public static let proxyHostMalformed = FailureCode(
        "proxy_host_malformed", .malformed, .notDone,
        "Give its name or address alone, without http:// and without the port.")
    /// The proxy's port isn't a number from 1 to 65535.
    public static let proxyPortMalformed = FailureCode(
        "proxy_port_malformed", .malformed, .notDone, "Give the port as a number; your IT department knows it.")
    /// A SOCKS proxy was given.
    public static let proxySocksRefused = FailureCode(
        "proxy_socks_refused", .malformed, .notDone,
        "Ask your IT department for an HTTP proxy that allows the CONNECT method.")
    /// A proxy script (PAC) was given.
    public static let proxyPacRefused = FailureCode(
        "proxy_pac_refused", .malformed, .notDone,
        "Ask your IT department for the host and port of the proxy that the script names, and give these.")
    /// The user name for a proxy has a colon in it.
    public static let proxyUserColon = FailureCode(
        "proxy_user_colon", .malformed, .notDone, "Ask your IT department for a user name without a colon.")
    /// The user name or password for the proxy is missing.
    public static let proxyLoginMissing = FailureCode(
        "proxy_login_missing", .malformed, .notDone, "Give both, or switch authentication off.")
    /// The machine has no device for this kind of link.
    public static let networkDeviceMissing = FailureCode(
        "network_device_missing", .unavailable, .notDone,
        "Use the other kind of link, or have the service look at the device.")
    /// The link didn't come up with these settings.
    public static let networkApplyFailed = FailureCode(
        "network_apply_failed", .unavailable, .notDone,
        "Check the cable, or name and password of the Wi-Fi network, then try again.")
    /// NetworkManager is missing or doesn't answer.
    public static let networkManagerMissing = FailureCode(
        "network_manager_missing", .unavailable, .notDone,
        "Start NetworkManager, or leave the link to the computer's owner (network_link).")
    /// The site's gateway or a DNS server has an address that the machine uses internally.
    public static let gatewayInInternalRange = FailureCode(
        "gateway_in_internal_range", .network, .notDone,
        "Have your IT department give gateway and DNS servers other addresses.")
    /// No network settings are on trial.
    public static let networkTrialNone = FailureCode(
        "network_trial_none", .conflict, .notDone, "Look at the network settings; the trial is over.")
    /// New network settings weren't confirmed, so the earlier ones are back.
    public static let networkRolledBack = FailureCode(
        "network_rolled_back", .refused, .notDone, "Set them again, and confirm them within the time that is shown.")
    /// The computer's operating system manages the link, and the machine can't change it.
    public static let networkLinkFixed = FailureCode(
        "network_link_fixed", .refused, .notDone,
        "Change it in the computer's own network settings; the proxy can be set here.")
}

extension FailureCodeGroup {
    /// Network settings.
    public static let networkSettings = FailureCodeGroup(
        "Network settings",
        [
            .networkAddressMalformed, .networkGatewayOutside, .networkRangeInternal, .wifiNameMalformed,
            .wifiWepRefused, .wifiOpenRefused, .wifiPassphraseBad, .wifiLoginMissing, .wifiAuthorityBad,
            .proxyHostMalformed, .proxyPortMalformed, .proxySocksRefused, .proxyPacRefused, .proxyUserColon,
            .proxyLoginMissing, .networkDeviceMissing, .networkApplyFailed, .networkManagerMissing,
            .gatewayInInternalRange,
            .networkTrialNone, .networkRolledBack, .networkLinkFixed,
        ])
}
