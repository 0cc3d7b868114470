import DutyModel
import X509

extension NetworkSettingsRules {
    /// Bytes of a wireless network's name (IEEE 802.11).
    private static let nameBytes = 1...32
    /// Characters of a passphrase (IEEE 802.11i); a key has 64 hexadecimal digits instead.
    private static let passphraseCharacters = 8...63
    private static let keyDigits = 64
    /// The most bytes of a user's name or password for 802.1X: one EAP attribute.
    private static let mostLoginBytes = 253

    func wifi(_ wish: LinkWish, from current: LinkSettings, _ faults: inout NetworkFaults) -> WiFiSettings? {
        let name = faults.checked(.networkName) { () throws(DutyFailure) in try Self.networkName(wish.networkName) }
        let band = faults.checked(.band) { () throws(DutyFailure) in
            guard let band = WiFiBand(rawValue: wish.band) else {
                throw DutyFailure(
                    .valueMalformed, "“\(wish.band.prefix(20))” is no band.", remedy: "Choose any, 2.4 or 5 GHz.")
            }
            return band
        }
        let kept = Self.kept(for: wish, current)
        let kind = faults.checked(.security) { () throws(DutyFailure) in try Self.securityKind(wish.security) }
        let security = kind.flatMap { self.security($0, wish, kept, &faults) }
        guard let name, let band, let security else { return nil }
        return WiFiSettings(networkName: name, band: band, security: security)
    }

    /// What protects the network that is in use now, where the wish is about the same one.
    private static func kept(for wish: LinkWish, _ current: LinkSettings) -> WiFiSecurity? {
        guard case .wifi(let wifi, _) = current, wifi.networkName == wish.networkName else { return nil }
        return wifi.security
    }

    private static func networkName(_ text: String) throws(DutyFailure) -> String {
        guard nameBytes.contains(text.utf8.count), !text.hasControlCharacters else {
            throw DutyFailure(
                .wifiNameMalformed,
                text.isEmpty
                    ? "No name of a wireless network is given."
                    : "The name of a wireless network has \(nameBytes.lowerBound) to \(nameBytes.upperBound) bytes.")
        }
        return text
    }

    private static func securityKind(_ text: String) throws(DutyFailure) -> WiFiSecurityKind {
        if let kind = WiFiSecurityKind(rawValue: text.lowercased()) { return kind }
        switch text.lowercased() {
        case "wep":
            throw DutyFailure(.wifiWepRefused, "WEP is refused: anyone near can break it within minutes.")
        case "open", "none", "":
            throw DutyFailure(.wifiOpenRefused, "A wireless network without protection is refused.")
        default:
            let names = WiFiSecurityKind.allCases.map(\.rawValue).joined(separator: ", ")
            throw DutyFailure(
                .valueMalformed, "The machine does not know the protection “\(text.prefix(20))”.",
                remedy: "Choose one of \(names).")
        }
    }

    private func security(
        _ kind: WiFiSecurityKind, _ wish: LinkWish, _ kept: WiFiSecurity?, _ faults: inout NetworkFaults
    ) -> WiFiSecurity? {
        switch kind {
        case .enterprise:
            var old: EnterpriseLogin?
            if case .enterprise(let login)? = kept { old = login }
            return self.login(wish, old, &faults).map { .enterprise($0) }
        case .wpaPersonal, .wpa2Personal:
            let given = wish.passphrase.isEmpty ? kept?.passphrase ?? wish.passphrase : wish.passphrase
            let secret = faults.checked(.passphrase) { () throws(DutyFailure) in try Self.passphrase(given) }
            return secret.map { kind == .wpaPersonal ? .wpaPersonal($0) : .wpa2Personal($0) }
        }
    }

    private static func passphrase(_ secret: Secret) throws(DutyFailure) -> Secret {
        let bytes = secret.revealed.utf8
        let isKey = bytes.count == keyDigits && secret.revealed.allSatisfy(\.isHexDigit)
        if isKey { return secret }
        guard bytes.allSatisfy({ (0x20...0x7e).contains($0) }) else {
            throw DutyFailure(
                .wifiPassphraseBad, "The passphrase has a letter that no wireless network takes.",
                remedy: "Use letters without accents, digits and signs.")
        }
        guard passphraseCharacters.contains(bytes.count) else {
            let (least, most) = (passphraseCharacters.lowerBound, passphraseCharacters.upperBound)
            throw DutyFailure(
                .wifiPassphraseBad,
                bytes.isEmpty
                    ? "No passphrase is given."
                    : "The passphrase has \(bytes.count) characters; it must have \(least) to \(most).")
        }
        return secret
    }

    private func login(_ wish: LinkWish, _ kept: EnterpriseLogin?, _ faults: inout NetworkFaults) -> EnterpriseLogin? {
        guard let method = EnterpriseMethod(rawValue: wish.method.lowercased()) else {
            let fault = DutyFailure(
                .valueMalformed, "“\(wish.method.prefix(20))” is no way to log in that the machine knows.",
                remedy: "Choose LEAP, PEAP or TTLS.")
            faults.note(.method, fault)
            return nil
        }
        let identity = faults.checked(.identity) { () throws(DutyFailure) in
            try Self.loginText(wish.identity, "user name")
        }
        // A kept password goes only where it went before: a weaker method would show it to whoever asks.
        let same = kept?.identity == wish.identity && kept?.method == method
        let given = wish.password.isEmpty && same ? kept?.password ?? wish.password : wish.password
        let password = faults.checked(.password) { () throws(DutyFailure) in
            Secret(try Self.loginText(given.revealed, "password"))
        }
        let authority = method.needsAuthority ? self.authority(wish, kept, &faults) : nil
        guard let identity, let password, !method.needsAuthority || authority != nil else { return nil }
        return EnterpriseLogin(method: method, identity: identity, password: password, authorityPEM: authority)
    }

    private static func loginText(_ text: String, _ what: String) throws(DutyFailure) -> String {
        guard !text.isEmpty else { throw DutyFailure(.wifiLoginMissing, "No \(what) is given.") }
        guard text.utf8.count <= mostLoginBytes, !text.hasControlCharacters else {
            throw DutyFailure(.valueMalformed, "The \(what) is too long, or has a character that cannot be typed.")
        }
        return text
    }

    private func authority(_ wish: LinkWish, _ kept: EnterpriseLogin?, _ faults: inout NetworkFaults) -> String? {
        if wish.authority.isEmpty, let pem = kept?.authorityPEM { return pem }
        return faults.checked(.authority) { () throws(DutyFailure) in try AuthorityText.pem(wish.authority) }
    }
}

/// The certificate of a login server's authority, as people paste it.
enum AuthorityText {
    /// The most bytes of what is pasted; a certificate has two or three thousand.
    private static let mostBytes = 16_384

    /// The certificate as proper PEM, although its line ends may be lost; throws `wifi_authority_bad`.
    static func pem(_ text: String) throws(DutyFailure) -> String {
        guard !text.trimmingBlanks().isEmpty else {
            throw DutyFailure(
                .wifiAuthorityBad, "No authority is given, so anyone could pretend to be the site’s login server.")
        }
        let bare = text.replacing("-----BEGIN CERTIFICATE-----", with: "")
            .replacing("-----END CERTIFICATE-----", with: "").filter { !$0.isWhitespace }
        let body = stride(from: 0, to: bare.count, by: 64).map { bare.dropFirst($0).prefix(64) }
        let pem = (["-----BEGIN CERTIFICATE-----"] + body + ["-----END CERTIFICATE-----"]).joined(separator: "\n")
        guard text.utf8.count <= mostBytes, let certificate = try? Certificate(pemEncoded: pem),
            let proper = try? certificate.serializeAsPEM().pemString
        else { throw DutyFailure(.wifiAuthorityBad, "The authority is not one certificate in PEM form.") }
        return proper
    }
}

extension String {
    /// Whether a character of it cannot be typed.
    var hasControlCharacters: Bool { unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7f } }
}
