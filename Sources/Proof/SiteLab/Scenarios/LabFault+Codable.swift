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
        try parts.parameters?.encode(to: encoder)
    }

    /// Which kind of fault it is.
    var kind: Kind { parts.kind }

    /// The kind, and the parameters of a fault that has any.
    private var parts: (kind: Kind, parameters: (any Encodable)?) {
        switch self {
        case .portClosed(let fault): (.portClosed, fault)
        case .unknownNamesRewritten(let fault): (.unknownNamesRewritten, fault)
        case .nameSinkholed(let fault): (.nameSinkholed, fault)
        case .port53Intercepted: (.port53Intercepted, nil)
        case .tlsInspected(let fault): (.tlsInspected, fault)
        case .sniFiltered(let fault): (.sniFiltered, fault)
        case .blockPage(let fault): (.blockPage, fault)
        case .captivePortal: (.captivePortal, nil)
        case .transparentProxy: (.transparentProxy, nil)
        case .proxyRequired(let fault): (.proxyRequired, fault)
        case .slowLink(let fault): (.slowLink, fault)
        case .mtuBlackHole(let fault): (.mtuBlackHole, fault)
        case .largeNamesLost(let fault): (.largeNamesLost, fault)
        case .ipv6Broken: (.ipv6Broken, nil)
        case .clockOff(let fault): (.clockOff, fault)
        case .gatewayInternal(let fault): (.gatewayInternal, fault)
        case .serverDown(let fault): (.serverDown, fault)
        }
    }
}
