/// One thing that is wrong on a site (or beyond it), with its parameters.
public enum LabFault: Hashable, Sendable {
    case portClosed(PortClosed)
    case unknownNamesRewritten(UnknownNamesRewritten)
    case nameSinkholed(NameSinkholed)
    case port53Intercepted
    case tlsInspected(TLSInspected)
    case sniFiltered(SNIFiltered)
    case blockPage(BlockPage)
    case captivePortal
    case transparentProxy
    case proxyRequired(ProxyRequired)
    case slowLink(SlowLink)
    case mtuBlackHole(MTUBlackHole)
    case largeNamesLost(LargeNamesLost)
    case ipv6Broken
    case clockOff(ClockOff)
    case gatewayInternal(GatewayInternal)
    case serverDown(ServerDown)

    /// What a firewall or server does with a connection that it does not want.
    public enum Answer: String, Hashable, Sendable, Codable {
        /// Nothing comes back.
        case drop
        /// A refusal comes back at once.
        case reject
    }

    /// The firewall lets a port pass no more, to some hosts or (where none is named) to all.
    public struct PortClosed: Hashable, Sendable, Codable {
        /// A transport that has ports.
        public enum Transport: String, Hashable, Sendable, Codable {
            /// Transmission Control Protocol.
            case tcp
            /// User Datagram Protocol.
            case udp
        }
        var transport: Transport
        var port: UInt16
        /// What the firewall does.
        var answer: Answer
        /// The hosts, or the guide's public name server by its address; none stands for all, the site's own router included.
        var hosts: [String] = []
    }

    /// The site's name server gives an address for names that are not there.
    public struct UnknownNamesRewritten: Hashable, Sendable, Codable {
        /// The address that it gives.
        var address: String
    }

    /// The site's name server gives a false address for one name.
    public struct NameSinkholed: Hashable, Sendable, Codable {
        /// The name.
        var host: String
        /// The address that it gives.
        var address: String
    }

    /// Something opens TLS on its way and shows certificates of its own.
    public struct TLSInspected: Hashable, Sendable, Codable {
        /// What inspects.
        public enum Program: String, Hashable, Sendable, Codable {
            /// A key of its own for each host's certificate.
            case squid
            /// One key for all.
            case mitmproxy
        }
        /// What inspects.
        var program: Program
        /// The common name of the inspecting authority; mitmproxy's is always its own.
        var authority: String
        /// Hosts that are let through unopened.
        var exempt: [String] = []
    }

    /// A filter reads the name that TLS sends in the clear, and ends connections by it.
    public struct SNIFiltered: Hashable, Sendable, Codable {
        /// Which connections it ends.
        public enum Ends: String, Hashable, Sendable, Codable {
            /// Those to the hosts.
            case these
            /// Those to all others, and without a name.
            case others
        }

        /// The names; one that begins with a dot stands for a whole domain.
        var hosts: [String]
        var ends: Ends = .these
    }

    /// A web filter answers in the place of some hosts, on port 80.
    public struct BlockPage: Hashable, Sendable, Codable {
        /// How it answers.
        public enum Form: String, Hashable, Sendable, Codable {
            /// Status 403 and a page.
            case page
            /// A redirect to a host of its own.
            case redirect
        }
        var hosts: [String]
        var answer: Form
    }

    /// Nothing leaves the site but through its proxy.
    public struct ProxyRequired: Hashable, Sendable, Codable {
        /// What listens at the proxy's port.
        public enum Kind: String, Hashable, Sendable, Codable {
            /// HTTP with CONNECT.
            case http
            /// SOCKS 5, which the machine does not speak.
            case socks
        }
        /// What the machine was told about the proxy.
        public enum Credentials: String, Hashable, Sendable, Codable {
            /// Where it is, with the right password.
            case right
            /// Where it is, with a wrong password.
            case wrong
            /// Where it is, and no password.
            case none
            /// Nothing at all.
            case notSet = "not_set"
        }
        /// What listens.
        var speaks: Kind
        /// Whether it asks for a password.
        var authentication: Bool
        /// The ports that it opens tunnels to; none stands for all.
        var connectPorts: [UInt16] = []
        /// Hosts that it opens no tunnel to; none where it is not said.
        var deniedHosts: [String]?
        /// What the machine was told.
        var credentials: Credentials
    }

    /// The line to the internet is slow both ways.
    public struct SlowLink: Hashable, Sendable, Codable {
        /// Thousands of bits a second.
        var kilobits: Int
        /// Thousands of bits a second from the site, where they are others than to it.
        var upKilobits: Int?
    }

    /// Large packets vanish, and the messages that would say so too.
    public struct MTUBlackHole: Hashable, Sendable, Codable {
        /// The largest packet that passes.
        var mtuBytes: Int

        /// Whether only packets of the site vanish, and those to it pass; both do where it is not said.
        var outwardOnly: Bool?
    }

    /// The firewall lets no large datagram of a name server pass, as old ones do.
    public struct LargeNamesLost: Hashable, Sendable, Codable {
        /// The largest answer that passes.
        var answerBytes: Int
    }

    /// The clock of the machine's computer is wrong.
    public struct ClockOff: Hashable, Sendable, Codable {
        /// Ahead of the right time; negative where it is behind.
        var seconds: Int
    }

    /// The site's addresses lie in the range that the machine uses inside itself.
    public struct GatewayInternal: Hashable, Sendable, Codable {
        var gateway: String
        /// The machine's computer.
        var machine: String
        /// Where a proxy would listen.
        var proxy: String
        /// The leading bits that they share.
        var prefixLength: Int
    }

    /// Some servers are down, and the site is not to blame.
    public struct ServerDown: Hashable, Sendable, Codable {
        var hosts: [String]
        /// What their computers say.
        var answer: Answer
    }
}
