import DutyModel
import NIOCore

/// Turns a host's name into addresses.
public protocol NameResolver: Sendable {
    /// The addresses of a host in the order in which they should be tried, at least one.
    ///
    /// - Throws: `dns_failed`, `dns_timeout`, `dns_name_unknown`, `dns_no_address`, `dns_malformed`, `dns_refused`.
    func addresses(of host: String, port: UInt16) async throws(DutyFailure) -> [SocketAddress]

    /// The same as it becomes known; the last step is the end.
    func steps(of host: String, port: UInt16) -> AsyncStream<NameStep>

    /// Forgets what it keeps; the link is another now.
    func linkChanged() async
}

/// A step on the way from a name to its addresses.
public enum NameStep: Sendable {
    /// More addresses, in the order in which they should be tried.
    case found([SocketAddress])
    /// No more come; the failure where there were none.
    case ended(DutyFailure?)
}

extension NameResolver {
    /// All addresses in one step.
    public func steps(of host: String, port: UInt16) -> AsyncStream<NameStep> {
        AsyncStream { steps in
            let question = Task {
                do throws(DutyFailure) {
                    steps.yield(.found(try await addresses(of: host, port: port)))
                    steps.yield(.ended(nil))
                } catch {
                    steps.yield(.ended(error))
                }
                steps.finish()
            }
            steps.onTermination = { _ in question.cancel() }
        }
    }

    /// Keeps nothing.
    public func linkChanged() async {}
}

/// What needs no question to anybody: address literals, and the names of this computer (RFC 6761, section 6.3).
package enum KnownNames {
    /// The addresses, or nil where a resolver has to be asked.
    package static func addresses(of host: String, port: UInt16) throws -> [SocketAddress]? {
        if let literal = try? SocketAddress(ipAddress: literalText(host), port: Int(port)) { return [literal] }
        guard isLocalhost(host) else { return nil }
        return try [loopback4, loopback6].map {
            try SocketAddress(packedIPAddress: ByteBuffer(bytes: $0), port: Int(port))
        }
    }

    /// Whether RFC 6761 gives this name to the loopback interface.
    static func isLocalhost(_ host: String) -> Bool {
        let name = host.lowercased()
        let bare = name.hasSuffix(".") ? String(name.dropLast()) : name
        return bare == "localhost" || bare.hasSuffix(".localhost")
    }

    /// An IPv6 literal in a URL stands in brackets.
    static func literalText(_ host: String) -> String {
        host.hasPrefix("[") && host.hasSuffix("]") ? String(host.dropFirst().dropLast()) : host
    }

    /// Whether the host is an address; such a host has no name to be shown in TLS.
    static func isLiteral(_ host: String) -> Bool { (try? SocketAddress(ipAddress: literalText(host), port: 0)) != nil }

    /// The loopback address of IPv4 (RFC 1122) comes first: this computer's own services listen there.
    private static let loopback4: [UInt8] = [127, 0, 0, 1]
    /// The loopback address of IPv6 (RFC 4291).
    private static let loopback6 = [UInt8](repeating: 0, count: 15) + [1]
}
