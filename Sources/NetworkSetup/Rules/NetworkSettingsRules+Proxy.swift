import ConnectivityGuide
import DutyModel
import Glibc

extension NetworkSettingsRules {
    /// The longest name of a host (RFC 1035).
    private static let mostHostBytes = 253
    /// The most bytes of a user's name or password.
    private static let mostLoginBytes = 255

    func proxy(_ wish: ProxyWish, from current: ProxySetting, _ faults: inout NetworkFaults) -> ProxySetting? {
        switch wish.mode.lowercased() {
        case "none": return ProxySetting.none
        case "manual": return manual(wish, from: current, &faults).map { .manual($0) }
        case "socks": faults.note(.proxy, Self.socks)
        case "pac", "auto": faults.note(.proxy, Self.script)
        default:
            let fault = DutyFailure(
                .valueMalformed, "“\(wish.mode.prefix(20))” is no proxy setting.", remedy: "Choose None or Manual.")
            faults.note(.proxy, fault)
        }
        return nil
    }

    private func manual(_ wish: ProxyWish, from current: ProxySetting, _ faults: inout NetworkFaults) -> ManualProxy? {
        let host = faults.checked(.host) { () throws(DutyFailure) in try proxyHost(wish.host.trimmingBlanks()) }
        let port = faults.checked(.port) { () throws(DutyFailure) in
            guard let port = UInt16(wish.port.trimmingBlanks()), port > 0 else {
                throw DutyFailure(
                    .proxyPortMalformed,
                    wish.port.isEmpty
                        ? "No port of the proxy is given." : "“\(wish.port.prefix(20))” is no port.")
            }
            return port
        }
        var kept: ManualProxy?
        if case .manual(let proxy) = current { kept = proxy }
        let isSame = kept?.host == host && kept?.port == port
        let login = wish.authenticates ? self.login(wish, isSame ? kept?.login : nil, &faults) : nil
        guard let host, let port, !wish.authenticates || login != nil else { return nil }
        return ManualProxy(host: host, port: port, login: login)
    }

    /// The proxy's name in small letters, or its address.
    private func proxyHost(_ text: String) throws(DutyFailure) -> String {
        let host = text.lowercased()
        if host.hasPrefix("socks") && host.contains(":") { throw Self.socks }
        if host.hasSuffix(".pac") || host.hasSuffix("/wpad.dat") || host.hasPrefix("pac+") { throw Self.script }
        guard !host.isEmpty else { throw DutyFailure(.proxyHostMalformed, "No name or address of the proxy is given.") }
        if let address = IPv4Address(host) {
            try outsideInternalRanges(address, "The proxy")
            return host
        }
        let bare = host.hasPrefix("[") && host.hasSuffix("]") ? String(host.dropFirst().dropLast()) : host
        if Self.isIPv6(bare) { return bare }
        guard Self.isName(host) else {
            throw DutyFailure(.proxyHostMalformed, "“\(text.prefix(60))” is not the name or address of a proxy.")
        }
        return host
    }

    private static func isIPv6(_ text: String) -> Bool {
        var address = in6_addr()
        return inet_pton(AF_INET6, text, &address) == 1
    }

    /// Labels of letters, digits and hyphens (RFC 1123); the last one is no number, or it would be a mistyped address.
    private static func isName(_ text: String) -> Bool {
        let labels = text.split(separator: ".", omittingEmptySubsequences: false)
        guard text.utf8.count <= mostHostBytes, let last = labels.last, !last.allSatisfy(\.isNumber) else {
            return false
        }
        return labels.allSatisfy { label in
            (1...63).contains(label.utf8.count) && label.first != "-" && label.last != "-"
                && label.utf8.allSatisfy { isLetterOrDigit($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") }
        }
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    private func login(_ wish: ProxyWish, _ kept: ProxyLogin?, _ faults: inout NetworkFaults) -> ProxyLogin? {
        let user = faults.checked(.user) { () throws(DutyFailure) in
            guard !wish.user.isEmpty else {
                throw DutyFailure(.proxyLoginMissing, "No user name for the proxy is given.")
            }
            guard !wish.user.contains(":") else {
                throw DutyFailure(.proxyUserColon, "A user name for a proxy cannot have a colon in it.")
            }
            return try Self.loginText(wish.user)
        }
        let given = wish.password.isEmpty && kept?.user == wish.user ? kept?.password ?? wish.password : wish.password
        let password = faults.checked(.proxyPassword) { () throws(DutyFailure) in
            guard !given.isEmpty else { throw DutyFailure(.proxyLoginMissing, "No password for the proxy is given.") }
            return Secret(try Self.loginText(given.revealed))
        }
        guard let user, let password else { return nil }
        return ProxyLogin(user: user, password: password)
    }

    private static func loginText(_ text: String) throws(DutyFailure) -> String {
        guard text.utf8.count <= mostLoginBytes, !text.hasControlCharacters else {
            throw DutyFailure(
                .valueMalformed,
                "User name and password have at most \(mostLoginBytes) bytes, and no control character.")
        }
        return text
    }

    private static var socks: DutyFailure { DutyFailure(.proxySocksRefused, "A SOCKS proxy is not supported.") }

    private static var script: DutyFailure {
        DutyFailure(.proxyPacRefused, "A proxy script (PAC) is not supported: the machine has no exceptions.")
    }
}
