import ArgumentParser
import DutyModel
import LocalSystem
import NetworkSetup
import Tablet

/// `dutymark machine network set`.
struct SetNetworkCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "set",
        abstract: "Set link or proxy; what is not named stays, and a minute later the earlier settings come back.",
        discussion: """
            The new settings are on trial for 60 seconds: “dutymark machine network confirm” keeps them. Secrets are \
            read from files, never from the command line, which every user of the computer can read.
            """)

    @OptionGroup var machine: MachineOptions
    @OptionGroup(title: "Link") var link: LinkOptions
    @OptionGroup(title: "Proxy") var proxy: ProxyOptions

    func run() async throws {
        let wish = try reporting(asJSON: machine.json) {
            NetworkWish(link: try link.wish(), proxy: try proxy.wish())
        }
        guard wish.link != nil || wish.proxy != nil else {
            throw ValidationError("Name what to set: --wired, --wifi, --proxy-host or --no-proxy.")
        }
        try await machine.perform(on: .networkSettings, { .changeNetwork(wish, act: $0) }) { reply in
            guard case .networkChange(let change) = reply else { return nil }
            switch change {
            case .refused(let faults): throw faults.first?.failure ?? DutyFailure(.internalError, "It was refused.")
            case .done(let standing): return CommandAnswer(Self.text(standing), json: standing.json)
            }
        }
    }

    private static func text(_ standing: NetworkStanding) -> String {
        guard let trial = standing.trial else { return "These settings are in force already." }
        return """
            The new settings are in force for \(trial.secondsLeft) seconds. Keep them with:
            dutymark machine network confirm
            """
    }
}

/// The link that is wished for.
struct LinkOptions: ParsableArguments {
    @Flag(help: "Use the cable.")
    var wired = false

    @Option(name: .customLong("wifi"), help: ArgumentHelp("Use the wireless network of this name.", valueName: "ssid"))
    var networkName: String?

    @Flag(help: "Take addresses from the site's DHCP server; so it is unless --address is given.")
    var dhcp = false

    @Option(help: "The machine's address and the length of its subnet's prefix, as ADDRESS/LENGTH.")
    var address: String?

    @Option(help: "The default gateway.")
    var gateway: String?

    @Option(help: "A DNS server; may be given up to three times.")
    var dns: [String] = []

    @Option(help: "The band: any, 2.4 or 5.")
    var band = WiFiBand.any.rawValue

    @Option(help: "The protection: wpa-psk, wpa2-psk or wpa-802.1x.")
    var security = WiFiSecurityKind.wpa2Personal.rawValue

    @Option(help: ArgumentHelp("A file with the passphrase in one line.", valueName: "file"))
    var passphraseFile: String?

    @Option(help: "The login by 802.1X: leap, peap or ttls.")
    var eap = EnterpriseMethod.peap.rawValue

    @Option(help: "The user's name for 802.1X.")
    var identity: String?

    @Option(help: ArgumentHelp("A file with the user's password for 802.1X in one line.", valueName: "file"))
    var passwordFile: String?

    @Option(help: ArgumentHelp("The authority of the login server, a PEM file.", valueName: "file"))
    var caFile: String?

    func validate() throws {
        guard !wired || networkName == nil else { throw ValidationError("Choose --wired or --wifi, not both.") }
        guard !dhcp || address == nil else { throw ValidationError("Choose --dhcp or --address, not both.") }
        let parts = [address, gateway, passphraseFile, identity, passwordFile, caFile]
        guard wired || networkName != nil || (!dhcp && dns.isEmpty && parts.allSatisfy { $0 == nil }) else {
            throw ValidationError("Say which link is meant: --wired or --wifi.")
        }
    }

    /// The wish; nil where no link is named.
    func wish() throws(DutyFailure) -> LinkWish? {
        guard wired || networkName != nil else { return nil }
        var wish = LinkWish(wired ? .wired : .wifi, addressing: address == nil ? "dhcp" : "manual")
        wish.address = address ?? ""
        wish.gateway = gateway ?? ""
        wish.nameServers = dns.joined(separator: " ")
        wish.networkName = networkName ?? ""
        wish.band = band
        wish.security = security
        wish.method = eap
        wish.identity = identity ?? ""
        wish.passphrase = try SecretFile.line(of: passphraseFile)
        wish.password = try SecretFile.line(of: passwordFile)
        if let caFile { wish.authority = String(decoding: try SecretFile.bytes(of: caFile), as: UTF8.self) }
        return wish
    }
}

/// The proxy that is wished for.
struct ProxyOptions: ParsableArguments {
    @Option(help: "The proxy's name or address.")
    var proxyHost: String?

    @Option(help: "The proxy's port.")
    var proxyPort: String?

    @Option(help: "The user's name at the proxy.")
    var proxyUser: String?

    @Option(help: ArgumentHelp("A file with the user's password in one line.", valueName: "file"))
    var proxyPasswordFile: String?

    @Flag(help: "Use no proxy.")
    var noProxy = false

    func validate() throws {
        let given = [proxyHost, proxyPort, proxyUser, proxyPasswordFile].contains { $0 != nil }
        guard !noProxy || !given else { throw ValidationError("Choose --no-proxy or a proxy, not both.") }
        guard proxyHost != nil || !given else { throw ValidationError("Name the proxy with --proxy-host.") }
    }

    /// The wish; nil where no proxy is named.
    func wish() throws(DutyFailure) -> ProxyWish? {
        guard let proxyHost else { return noProxy ? ProxyWish(mode: "none") : nil }
        var wish = ProxyWish(mode: "manual")
        wish.host = proxyHost
        wish.port = proxyPort ?? ""
        wish.authenticates = proxyUser != nil
        wish.user = proxyUser ?? ""
        wish.password = try SecretFile.line(of: proxyPasswordFile)
        return wish
    }
}

/// Files in which a person hands over a secret, or a certificate.
enum SecretFile {
    /// The most bytes of such a file; a certificate is the longest.
    private static let limitBytes = 64 << 10

    /// The file's one line; an empty secret where no file is named.
    static func line(of path: String?) throws(DutyFailure) -> Secret {
        guard let path else { return Secret("") }
        let bytes = try bytes(of: path)
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw DutyFailure(.fileUnreadable, "The file \(path) does not hold text.")
        }
        return Secret(text.hasSuffix("\r\n") || text.hasSuffix("\n") ? String(text.dropLast()) : text)
    }

    /// The file's bytes.
    static func bytes(of path: String) throws(DutyFailure) -> [UInt8] {
        guard let bytes = try BoundedFile.read(path, mostBytes: limitBytes) else {
            throw DutyFailure(.fileUnreadable, "There is no file \(path).")
        }
        return bytes
    }
}
