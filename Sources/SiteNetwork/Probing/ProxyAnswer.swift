/// What a proxy answered to `CONNECT`, for the doctor.
package struct ProxyAnswer: Sendable {
    /// The status.
    package let status: Int
    /// The ways to authenticate that it offers, in lower case.
    package let schemes: [String]

    /// Reads the head of an answer; nil where it is not HTTP, or not whole.
    package init?(_ bytes: [UInt8]) {
        guard let end = HeadEnd.find(in: bytes, from: 0), let head = ConnectAnswer(bytes[..<end.lower]) else {
            return nil
        }
        status = head.status
        schemes = head.schemes
    }

    /// Whether the head of an answer is whole.
    package static func isWhole(_ bytes: [UInt8]) -> Bool { HeadEnd.find(in: bytes, from: 0) != nil }

    /// The request for a tunnel.
    package static func request(host: String, port: UInt16, _ credentials: ProxyCredentials?) -> [UInt8] {
        ConnectRequest.bytes(for: SiteEndpoint(host: host, port: port, transport: .plain), credentials)
    }

    /// The greeting of SOCKS 5, and whether these bytes answer one.
    package static var socksGreeting: [UInt8] { SOCKSProbe.greeting }
    package static func isSOCKS(_ answer: [UInt8]) -> Bool { SOCKSProbe.isSOCKS(answer) }
}

extension ProxyAnswer {
    /// Where a head ends and what follows it begins, or nil.
    package static func headEnd(_ bytes: [UInt8]) -> (lower: Int, upper: Int)? { HeadEnd.find(in: bytes, from: 0) }
}
