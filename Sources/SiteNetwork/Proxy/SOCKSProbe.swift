import NIOCore

/// Finds out whether a server that does not understand HTTP speaks SOCKS.
package enum SOCKSProbe {
    /// Sends the greeting of SOCKS 5 (RFC 1928, section 3) and looks at the answer; closes the connection.
    static func isSOCKS(_ channel: any Channel, _ limits: NetworkLimits) async -> Bool {
        defer { channel.close(promise: nil) }
        let came = await ProbeReader.ask(
            channel, greeting, most: 2, milliseconds: limits.proxyProbeMilliseconds, isEnough: { !$0.isEmpty })
        return isSOCKS(came.bytes)
    }

    /// Version 5, no authentication, offered as the only method.
    package static let greeting: [UInt8] = [5, 1, 0]

    /// Whether this begins as an answer to the greeting does: version 5 and a method, of which 0xff means none.
    package static func isSOCKS(_ answer: [UInt8]) -> Bool { answer.first == 5 }
}
