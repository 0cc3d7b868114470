import Glibc

/// An IP address of a network device of this computer.
public struct InterfaceAddress: Hashable, Sendable {
    /// The device's name, such as `eth0`.
    public let device: String
    /// The address, as text.
    public let address: String

    /// The addresses of all devices, in the kernel's order; none where it does not say.
    public static var all: [InterfaceAddress] {
        var first: UnsafeMutablePointer<ifaddrs>?
        guard getifaddrs(&first) == 0, let first else { return [] }
        defer { freeifaddrs(first) }
        return sequence(first: first) { $0.pointee.ifa_next }.compactMap { entry in
            guard let name = entry.pointee.ifa_name, let address = text(entry.pointee.ifa_addr) else { return nil }
            return InterfaceAddress(device: String(cString: name), address: address)
        }
    }

    /// The four or sixteen bytes of an address as text; nil for any other number of them.
    public static func text(ofBytes bytes: [UInt8]) -> String? {
        guard bytes.count == 4 || bytes.count == 16 else { return nil }
        return bytes.withUnsafeBytes { text($0.baseAddress, bytes.count == 4 ? AF_INET : AF_INET6) }
    }

    private static func text(_ socketAddress: UnsafeMutablePointer<sockaddr>?) -> String? {
        guard let socketAddress else { return nil }
        let raw = UnsafeRawPointer(socketAddress)
        switch Int32(socketAddress.pointee.sa_family) {
        case AF_INET:
            var address = raw.loadUnaligned(as: sockaddr_in.self).sin_addr
            return text(&address, AF_INET)
        case AF_INET6:
            var address = raw.loadUnaligned(as: sockaddr_in6.self).sin6_addr
            return text(&address, AF_INET6)
        default: return nil
        }
    }

    private static func text(_ bytes: UnsafeRawPointer?, _ family: Int32) -> String? {
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        guard inet_ntop(family, bytes, &text, socklen_t(text.count)) != nil else { return nil }
        return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
