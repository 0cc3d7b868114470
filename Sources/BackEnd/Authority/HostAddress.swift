import Foundation

/// Tells addresses from names, since certificates hold the two apart.
enum HostAddress {
    /// The 4 or 16 bytes of an IP address, or nil for a name.
    static func bytes(_ host: String) -> [UInt8]? {
        var four = in_addr()
        if inet_pton(AF_INET, host, &four) == 1 { return withUnsafeBytes(of: &four) { Array($0) } }
        var six = in6_addr()
        if inet_pton(AF_INET6, host, &six) == 1 { return withUnsafeBytes(of: &six) { Array($0) } }
        return nil
    }
}
