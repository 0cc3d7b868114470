/// The rules about line, radio and proxy in the shape of the guide's JSON; an absent rule is `null`.
struct SiteJSON: Encodable {
    let bandwidth: Bandwidth?
    let wireless: Wireless?
    let proxy: Proxy?

    struct Bandwidth: Encodable {
        let minimumKilobitsPerSecond, recommendedKilobitsPerSecond: Int
        let source: [String]
    }

    struct Wireless: Encodable {
        let standards, bandsGigahertz, security, refused, source: [String]
    }

    struct Proxy: Encodable {
        let method: String
        let exceptionsAllowed, passwordCaseSensitive: Bool
        let authentication, refused, source: [String]
    }

    private enum Key: String, CodingKey { case bandwidth, wireless, proxy }

    init(_ guide: ConnectivityGuide) {
        bandwidth = guide.bandwidth.map {
            Bandwidth(
                minimumKilobitsPerSecond: $0.minimumKilobitsPerSecond,
                recommendedKilobitsPerSecond: $0.recommendedKilobitsPerSecond, source: $0.source)
        }
        wireless = guide.wireless.map {
            Wireless(
                standards: $0.standards, bandsGigahertz: $0.bandsGigahertz, security: $0.security,
                refused: $0.refused, source: $0.source)
        }
        proxy = guide.proxy.map {
            Proxy(
                method: $0.method, exceptionsAllowed: $0.exceptionsAllowed,
                passwordCaseSensitive: $0.passwordCaseSensitive, authentication: $0.authentication,
                refused: $0.refused, source: $0.source)
        }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(bandwidth, forKey: .bandwidth)
        try container.encode(wireless, forKey: .wireless)
        try container.encode(proxy, forKey: .proxy)
    }
}
