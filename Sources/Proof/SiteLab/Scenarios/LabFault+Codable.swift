extension LabFault: Codable {
    /// The kinds of faults, as the file writes them.
    enum Kind: String, Codable, CaseIterable {
        case portClosed = "port_closed"
        case unknownNamesRewritten = "unknown_names_rewritten"
        case nameSinkholed = "name_sinkholed"
        case port53Intercepted = "port_53_intercepted"
        case tlsInspected = "tls_inspected"
        case sniFiltered = "sni_filtered"
        case blockPage = "block_page"
        case captivePortal = "captive_portal"
        case transparentProxy = "transparent_proxy"
        case proxyRequired = "proxy_required"
        case slowLink = "slow_link"
        case mtuBlackHole = "mtu_black_hole"
        case largeNamesLost = "large_names_lost"
        case ipv6Broken = "ipv6_broken"
        case clockOff = "clock_off"
        case gatewayInternal = "gateway_internal"
        case serverDown = "server_down"
    }

    private enum Key: CodingKey { case kind }

    /// Reads the kind, and beside it the parameters that go with it.
    public init(from decoder: any Decoder) throws {
        switch try decoder.container(keyedBy: Key.self).decode(Kind.self, forKey: .kind) {
        case .portClosed: self = .portClosed(try PortClosed(from: decoder))
        case .unknownNamesRewritten: self = .unknownNamesRewritten(try UnknownNamesRewritten(from: decoder))
        case .nameSinkholed: self = .nameSinkholed(try NameSinkholed(from: decoder))
        case .port53Intercepted: self = .port53Intercepted
        case .tlsInspected: self = .tlsInspected(try TLSInspected(from: decoder))
        case .sniFiltered: self = .sniFiltered(try SNIFiltered(from: decoder))
        case .blockPage: self = .blockPage(try BlockPage(from: decoder))
        case .captivePortal: self = .captivePortal
        case .transparentProxy: self = .transparentProxy
        case .proxyRequired: self = .proxyRequired(try ProxyRequired(from: decoder))
        case .slowLink: self = .slowLink(try SlowLink(from: decoder))
        case .mtuBlackHole: self = .mtuBlackHole(try MTUBlackHole(from: decoder))
        case .largeNamesLost: self = .largeNamesLost(try LargeNamesLost(from: decoder))
        case .ipv6Broken: self = .ipv6Broken
        case .clockOff: self = .clockOff(try ClockOff(from: decoder))
        case .gatewayInternal: self = .gatewayInternal(try GatewayInternal(from: decoder))
        case .serverDown: self = .serverDown(try ServerDown(from: decoder))
        }
    }

    /// Writes what `init(from:)` reads.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(kind, forKey: .kind)
        switch self {
        case .portClosed(let fault): try fault.encode(to: encoder)
        case .unknownNamesRewritten(let fault): try fault.encode(to: encoder)
        case .nameSinkholed(let fault): try fault.encode(to: encoder)
        case .tlsInspected(let fault): try fault.encode(to: encoder)
        case .sniFiltered(let fault): try fault.encode(to: encoder)
        case .blockPage(let fault): try fault.encode(to: encoder)
        case .proxyRequired(let fault): try fault.encode(to: encoder)
        case .slowLink(let fault): try fault.encode(to: encoder)
        case .mtuBlackHole(let fault): try fault.encode(to: encoder)
        case .largeNamesLost(let fault): try fault.encode(to: encoder)
        case .clockOff(let fault): try fault.encode(to: encoder)
        case .gatewayInternal(let fault): try fault.encode(to: encoder)
        case .serverDown(let fault): try fault.encode(to: encoder)
        case .port53Intercepted, .captivePortal, .transparentProxy, .ipv6Broken: break
        }
    }

    /// Which kind of fault it is.
    var kind: Kind {
        switch self {
        case .portClosed: .portClosed
        case .unknownNamesRewritten: .unknownNamesRewritten
        case .nameSinkholed: .nameSinkholed
        case .port53Intercepted: .port53Intercepted
        case .tlsInspected: .tlsInspected
        case .sniFiltered: .sniFiltered
        case .blockPage: .blockPage
        case .captivePortal: .captivePortal
        case .transparentProxy: .transparentProxy
        case .proxyRequired: .proxyRequired
        case .slowLink: .slowLink
        case .mtuBlackHole: .mtuBlackHole
        case .largeNamesLost: .largeNamesLost
        case .ipv6Broken: .ipv6Broken
        case .clockOff: .clockOff
        case .gatewayInternal: .gatewayInternal
        case .serverDown: .serverDown
        }
    }
}
