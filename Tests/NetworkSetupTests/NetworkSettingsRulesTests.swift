import ConnectivityGuide
import DutyModel
import NetworkSetup
import Testing

/// What is taken and what is refused, each with its field and code.
@Suite struct NetworkSettingsRulesTests {
    typealias Refusals = [NetworkField: FailureCode]

    static let manual = {
        var wish = LinkWish(.wired, addressing: "manual")
        (wish.address, wish.prefix, wish.gateway) = ("192.0.2.10", "24", "192.0.2.1")
        wish.nameServers = "192.0.2.53, 198.51.100.53"
        return wish
    }()
    static let wifi = {
        var wish = LinkWish(.wifi)
        (wish.networkName, wish.passphrase) = ("Office", Secret("correct horse"))
        return wish
    }()
    static let proxy = {
        var wish = ProxyWish(mode: "manual")
        (wish.host, wish.port, wish.authenticates) = ("Proxy.Example", "3128", true)
        (wish.user, wish.password) = ("clerk", Secret("s3cret"))
        return wish
    }()

    private static func rules() throws -> NetworkSettingsRules {
        NetworkSettingsRules(guide: try .builtIn("b700-v2"))
    }

    private static func refusals(_ wish: NetworkWish, from current: NetworkSettings = .initial) throws -> Refusals {
        switch try rules().settings(for: wish, from: current) {
        case .success: [:]
        case .failure(let faults): Dictionary(uniqueKeysWithValues: faults.list.map { ($0.field, $0.code) })
        }
    }

    static let addressTable: [(@Sendable (inout LinkWish) -> Void, Refusals)] = [
        ({ _ in }, [:]),
        ({ ($0.address, $0.prefix) = ("192.0.2.10/24", "") }, [:]),
        ({ $0.prefix = "255.255.255.0" }, [:]),
        ({ $0.addressing = "dhcp" }, [:]),
        ({ $0.addressing = "guess" }, [.addressing: .valueMalformed]),
        ({ $0.address = "192.0.2" }, [.address: .networkAddressMalformed]),
        ({ $0.address = "192.0.2.010" }, [.address: .networkAddressMalformed]),
        ({ $0.address = "127.0.0.1" }, [.address: .networkAddressMalformed]),
        ({ $0.address = "224.0.0.5" }, [.address: .networkAddressMalformed]),
        ({ $0.address = "" }, [.address: .networkAddressMalformed]),
        ({ $0.address = "192.0.2.10; rm -rf" }, [.address: .networkAddressMalformed]),
        ({ $0.address = "192.0.2.0" }, [.address: .networkAddressMalformed]),
        ({ $0.address = "192.0.2.255" }, [.address: .networkAddressMalformed]),
        ({ $0.address = "192.0.2.10/33" }, [.address: .networkAddressMalformed]),
        ({ $0.prefix = "" }, [.prefix: .networkAddressMalformed]),
        ({ $0.prefix = "31" }, [.prefix: .networkAddressMalformed]),
        ({ $0.prefix = "7" }, [.prefix: .networkAddressMalformed]),
        ({ $0.prefix = "255.0.255.0" }, [.prefix: .networkAddressMalformed]),
        ({ $0.gateway = "" }, [.gateway: .networkAddressMalformed]),
        ({ $0.gateway = "fe80::1" }, [.gateway: .networkAddressMalformed]),
        ({ $0.gateway = "198.51.100.1" }, [.gateway: .networkGatewayOutside]),
        ({ $0.gateway = "192.0.2.10" }, [.gateway: .networkGatewayOutside]),
        ({ $0.nameServers = "" }, [.nameServers: .networkAddressMalformed]),
        ({ $0.nameServers = "dns.example" }, [.nameServers: .networkAddressMalformed]),
        ({ $0.nameServers = "192.0.2.1 192.0.2.2 192.0.2.3 192.0.2.4" }, [.nameServers: .networkAddressMalformed]),
        (
            { ($0.address, $0.gateway) = ("10.0.0", "10.0.0.") },
            [.address: .networkAddressMalformed, .gateway: .networkAddressMalformed]
        ),
    ]

    @Test(arguments: addressTable.indices) func addresses(_ row: Int) throws {
        var wish = Self.manual
        Self.addressTable[row].0(&wish)
        #expect(try Self.refusals(NetworkWish(link: wish)) == Self.addressTable[row].1)
    }

    /// Every first and last address of the guide's internal ranges, and their neighbours outside.
    @Test func internalRanges() throws {
        for range in try ConnectivityGuide.builtIn("b700-v2").addressRanges.map(\.range) {
            for (number, isInside) in [
                (range.first.number - 1, false), (range.first.number, true), (range.last.number, true),
            ] {
                let inside = IPv4Address(number).description
                var link = Self.manual
                (link.address, link.gateway) = ("192.168.10.20", inside)
                #expect(
                    try Self.refusals(NetworkWish(link: link))
                        == (isInside ? [.gateway: .networkRangeInternal] : [:]), "\(inside)")
                link.gateway = "192.168.10.1"
                link.nameServers = inside
                #expect(
                    try Self.refusals(NetworkWish(link: link))
                        == (isInside ? [.nameServers: .networkRangeInternal] : [:]), "\(inside)")
                var proxy = Self.proxy
                proxy.host = inside
                #expect(
                    try Self.refusals(NetworkWish(proxy: proxy))
                        == (isInside ? [.host: .networkRangeInternal] : [:]), "\(inside)")
            }
        }
    }

    @Test func anInternalGatewayIsRefusedWithTheFix() throws {
        var link = Self.manual
        (link.address, link.gateway) = ("192.168.10.20", "192.168.10.100")
        guard case .failure(let faults) = try Self.rules().settings(for: NetworkWish(link: link), from: .initial)
        else { throw DutyFailure(.internalError, "it was taken") }
        let fault = try #require(faults.list.first)
        #expect(fault.message.contains("192.168.10.96/28") && fault.message.contains("inside itself"))
        #expect(fault.remedy.contains("192.168.10.96/28 and 192.168.10.240/28"))
    }

    static let wifiTable: [(@Sendable (inout LinkWish) -> Void, Refusals)] = [
        ({ _ in }, [:]),
        ({ $0.security = "wpa-psk" }, [:]),
        ({ $0.security = "WEP" }, [.security: .wifiWepRefused]),
        ({ $0.security = "open" }, [.security: .wifiOpenRefused]),
        ({ $0.security = "" }, [.security: .wifiOpenRefused]),
        ({ $0.security = "wpa9" }, [.security: .valueMalformed]),
        ({ $0.networkName = "" }, [.networkName: .wifiNameMalformed]),
        ({ $0.networkName = String(repeating: "é", count: 16) }, [:]),
        ({ $0.networkName = String(repeating: "é", count: 16) + "x" }, [.networkName: .wifiNameMalformed]),
        ({ $0.networkName = "two\nlines" }, [.networkName: .wifiNameMalformed]),
        ({ $0.band = "5" }, [:]),
        ({ $0.band = "6" }, [.band: .valueMalformed]),
        ({ $0.passphrase = Secret("") }, [.passphrase: .wifiPassphraseBad]),
        ({ $0.passphrase = Secret("seven77") }, [.passphrase: .wifiPassphraseBad]),
        ({ $0.passphrase = Secret("eight888") }, [:]),
        ({ $0.passphrase = Secret(String(repeating: "x", count: 63)) }, [:]),
        ({ $0.passphrase = Secret(String(repeating: "x", count: 64)) }, [.passphrase: .wifiPassphraseBad]),
        ({ $0.passphrase = Secret(String(repeating: "aF", count: 32)) }, [:]),
        ({ $0.passphrase = Secret("pässword") }, [.passphrase: .wifiPassphraseBad]),
        (
            { $0.security = "wpa-802.1x" },
            [.identity: .wifiLoginMissing, .password: .wifiLoginMissing, .authority: .wifiAuthorityBad]
        ),
        ({ ($0.security, $0.method, $0.identity, $0.password) = ("wpa-802.1x", "leap", "m1", Secret("p")) }, [:]),
        (
            { ($0.security, $0.method, $0.identity, $0.password) = ("wpa-802.1x", "peap", "m1", Secret("p")) },
            [.authority: .wifiAuthorityBad]
        ),
        (
            { ($0.security, $0.method, $0.identity, $0.password) = ("wpa-802.1x", "tls", "m1", Secret("p")) },
            [.method: .valueMalformed]
        ),
    ]

    @Test(arguments: wifiTable.indices) func wifi(_ row: Int) throws {
        var wish = Self.wifi
        Self.wifiTable[row].0(&wish)
        #expect(try Self.refusals(NetworkWish(link: wish)) == Self.wifiTable[row].1)
    }

    @Test func anAuthorityIsTakenWhoseLineEndsAreLost() throws {
        let pem = try LoginAuthority().pem
        var wish = Self.wifi
        (wish.security, wish.method, wish.identity, wish.password) = ("wpa-802.1x", "ttls", "m1", Secret("p"))
        wish.authority = pem.split(separator: "\n").joined()
        let settings = try Self.rules().settings(for: NetworkWish(link: wish), from: .initial).get()
        guard case .wifi(let wifi, _) = settings.link, case .enterprise(let login) = wifi.security else {
            throw DutyFailure(.internalError, "\(settings)")
        }
        #expect(login.authorityPEM?.filter { !$0.isWhitespace } == pem.filter { !$0.isWhitespace })
        wish.authority = "-----BEGIN CERTIFICATE-----AAAA-----END CERTIFICATE-----"
        #expect(try Self.refusals(NetworkWish(link: wish)) == [.authority: .wifiAuthorityBad])
    }

    static let proxyTable: [(@Sendable (inout ProxyWish) -> Void, Refusals)] = [
        ({ _ in }, [:]),
        ({ $0 = ProxyWish(mode: "none") }, [:]),
        ({ $0.mode = "socks" }, [.proxy: .proxySocksRefused]),
        ({ $0.mode = "pac" }, [.proxy: .proxyPacRefused]),
        ({ $0.mode = "system" }, [.proxy: .valueMalformed]),
        ({ $0.host = "socks5://proxy.example:1080" }, [.host: .proxySocksRefused]),
        ({ $0.host = "http://proxy.example/proxy.pac" }, [.host: .proxyPacRefused]),
        ({ $0.host = "http://wpad/wpad.dat" }, [.host: .proxyPacRefused]),
        ({ $0.host = "http://proxy.example" }, [.host: .proxyHostMalformed]),
        ({ $0.host = "proxy.example:3128" }, [.host: .proxyHostMalformed]),
        ({ $0.host = "" }, [.host: .proxyHostMalformed]),
        ({ $0.host = "192.0.2" }, [.host: .proxyHostMalformed]),
        ({ $0.host = "192.0.2.300" }, [.host: .proxyHostMalformed]),
        ({ $0.host = "-proxy.example" }, [.host: .proxyHostMalformed]),
        ({ $0.host = "prox y" }, [.host: .proxyHostMalformed]),
        ({ $0.host = String(repeating: "a.", count: 130) }, [.host: .proxyHostMalformed]),
        ({ $0.host = "192.0.2.7" }, [:]),
        ({ $0.host = "[2001:db8::7]" }, [:]),
        ({ $0.port = "" }, [.port: .proxyPortMalformed]),
        ({ $0.port = "0" }, [.port: .proxyPortMalformed]),
        ({ $0.port = "65536" }, [.port: .proxyPortMalformed]),
        ({ $0.user = "a:b" }, [.user: .proxyUserColon]),
        ({ $0.user = "" }, [.user: .proxyLoginMissing]),
        ({ $0.password = Secret("") }, [.proxyPassword: .proxyLoginMissing]),
        ({ $0.password = Secret("with:colon") }, [:]),
        ({ ($0.authenticates, $0.user, $0.password) = (false, "a:b", Secret("")) }, [:]),
    ]

    @Test(arguments: proxyTable.indices) func proxies(_ row: Int) throws {
        var wish = Self.proxy
        Self.proxyTable[row].0(&wish)
        #expect(try Self.refusals(NetworkWish(proxy: wish)) == Self.proxyTable[row].1)
    }

    @Test func aProxyIsTakenWithItsLoginAndNothingElse() throws {
        let settings = try Self.rules().settings(for: NetworkWish(proxy: Self.proxy), from: .initial).get()
        let login = ProxyLogin(user: "clerk", password: Secret("s3cret"))
        #expect(settings.proxy == .manual(ManualProxy(host: "proxy.example", port: 3128, login: login)))
        #expect(settings.link == .wired(.dhcp), "what is not named stays")
    }

    @Test func aSecretIsKeptOnlyWhereItWentBefore() throws {
        let rules = try Self.rules()
        let current = try rules.settings(for: NetworkWish(link: Self.wifi, proxy: Self.proxy), from: .initial).get()
        let again = current.shown
        #expect(try rules.settings(for: again, from: current).get() == current)
        for change: (inout ProxyWish) -> Void in [
            { $0.host = "evil.example" }, { $0.port = "8080" }, { $0.user = "another" },
        ] {
            var wish = try #require(again.proxy)
            change(&wish)
            #expect(
                try Self.refusals(NetworkWish(proxy: wish), from: current) == [.proxyPassword: .proxyLoginMissing])
        }
        var other = try #require(again.link)
        other.networkName = "Office-2"
        #expect(try Self.refusals(NetworkWish(link: other), from: current) == [.passphrase: .wifiPassphraseBad])
    }

    @Test func noTextShowsASecret() throws {
        let wish = NetworkWish(link: Self.wifi, proxy: Self.proxy)
        let settings = try Self.rules().settings(for: wish, from: .initial).get()
        var dumped = ""
        dump(settings, to: &dumped)
        dump(wish, to: &dumped)
        for text in ["\(wish)", "\(settings)", String(reflecting: settings), dumped, "\(settings.shown)"] {
            #expect(!text.contains("s3cret") && !text.contains("correct horse"), "\(text)")
        }
    }
}
