import DutyModel

extension VerifyPrefix {
    /// Whether the page is reached over TLS, so that nobody on the way can answer in its place.
    public var isEncrypted: Bool { text.hasPrefix("HTTPS:") }

    /// The host as a browser shows it, with its port where the address has one: `verify.example`.
    public var host: String { String(authority).lowercased() }

    /// The host alone, without a port.
    public var hostName: String { host.split(separator: ":", maxSplits: 1).first.map(String.init) ?? host }

    /// The path without the `/` at its end, as it stands in the code: `/V`, or nothing for the root of the host.
    public var path: String { String(afterScheme.dropFirst(authority.count).dropLast()) }

    private var afterScheme: Substring { text.dropFirst(isEncrypted ? "HTTPS://".count : "HTTP://".count) }

    private var authority: Substring { afterScheme.prefix { $0 != "/" } }
}
