import DutyModel
import Exchanges

/// One of the back end's listeners.
enum ListenerName: Hashable, Sendable {
    /// A service's, over TLS; the first has index 0.
    case service(ServiceName, index: Int)
    /// The distributor's plain port.
    case plain
    /// The answer whether the network is open.
    case connectivity(overTLS: Bool)
    /// The page on which anyone checks a stamp.
    case publicCheck

    /// Whether it shows a certificate.
    var isOverTLS: Bool {
        switch self {
        case .service, .publicCheck: true
        case .plain: false
        case .connectivity(let overTLS): overTLS
        }
    }

    /// The name under which its certificate is kept.
    var fileName: String {
        switch self {
        case .service(let name, let index): index == 0 ? name.rawValue : "\(name.rawValue)-\(index + 1)"
        case .plain: "plain"
        case .connectivity: "connectivity"
        case .publicCheck: "public-check"
        }
    }
}

extension BackEndListeners {
    var named: [(name: ListenerName, listener: ListenerConfiguration)] {
        var named: [(ListenerName, ListenerConfiguration)] = []
        for (service, listeners) in services {
            named += listeners.enumerated().map { (.service(service, index: $0), $1) }
        }
        if let plain { named.append((.plain, plain)) }
        if let connectivity {
            named.append((.connectivity(overTLS: false), connectivity.plain))
            if let tls = connectivity.tls { named.append((.connectivity(overTLS: true), tls)) }
        }
        return named
    }
}

extension BoundPorts {
    /// What machines and operators are told of the ports that were bound.
    init(_ ports: [ListenerName: UInt16]) {
        for (name, port) in ports {
            switch name {
            case .service(let service, let index): if index == 0 { services[service] = port }
            case .plain: plain = port
            case .publicCheck: publicCheck = port
            case .connectivity: break
            }
        }
    }
}
