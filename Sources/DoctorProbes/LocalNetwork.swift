import Doctor
import Foundation
import LocalSystem
import NIOCore
import NIOPosix

/// Reads what this computer says of its network: interfaces, default routes, name servers.
enum LocalNetwork {
    static func facts() -> LocalFacts {
        var facts = LocalFacts()
        facts.addresses = addresses()
        let four = routes4(text("/proc/net/route"))
        facts.hasRoute4 = !four.isEmpty
        let six = routes6(text("/proc/net/ipv6_route"))
        facts.hasRoute6 = !six.isEmpty
        facts.gateways = (four + six).compactMap { $0 }
        facts.nameServers = nameServers(text("/etc/resolv.conf"))
        return facts
    }

    private static func addresses() -> [String] {
        let devices = (try? System.enumerateDevices()) ?? []
        var found: [String] = []
        for device in devices {
            guard let address = device.address?.ipAddress, !isLoopback(address), !found.contains(address) else {
                continue
            }
            found.append(address)
        }
        return found
    }

    private static func isLoopback(_ address: String) -> Bool {
        address.hasPrefix("127.") || address.hasPrefix("fe80:") || (address.hasPrefix(":") && address.hasSuffix(":1"))
    }

    /// A file of the system's, or nothing.
    private static func text(_ path: String) -> String { KernelFile.text(path) ?? "" }

    /// Gateways of the default routes; nil for a route without one. The kernel writes addresses as its own numbers.
    static func routes4(_ text: String) -> [String?] {
        text.split(separator: "\n").dropFirst().compactMap { line -> String?? in
            let fields = line.split(whereSeparator: \.isWhitespace)
            guard fields.count > 7, fields[1] == "00000000", fields[7] == "00000000",
                let gateway = UInt32(fields[2], radix: 16), let flags = Int(fields[3], radix: 16), flags & 1 == 1
            else { return nil }
            guard gateway != 0 else { return .some(nil) }
            return [0, 8, 16, 24].map { String(gateway >> UInt32($0) & 255) }.joined(separator: ".")
        }
    }

    /// The same for IPv6; the kernel's own entry that rejects everything is no route.
    static func routes6(_ text: String) -> [String?] {
        text.split(separator: "\n").compactMap { line -> String?? in
            let fields = line.split(whereSeparator: \.isWhitespace)
            guard fields.count > 9, fields[0].allSatisfy({ $0 == "0" }), fields[1] == "00", fields[9] != "lo" else {
                return nil
            }
            guard !fields[4].allSatisfy({ $0 == "0" }) else { return .some(nil) }
            return address6(fields[4])
        }
    }

    private static func address6(_ digits: Substring) -> String? {
        var bytes: [UInt8] = []
        var rest = digits
        while rest.count >= 2 {
            guard let byte = UInt8(rest.prefix(2), radix: 16) else { return nil }
            bytes.append(byte)
            rest = rest.dropFirst(2)
        }
        return (try? SocketAddress(packedIPAddress: ByteBuffer(bytes: bytes), port: 0))?.ipAddress
    }

    static func nameServers(_ text: String) -> [String] {
        text.split(separator: "\n").compactMap { line in
            let words = line.split(whereSeparator: \.isWhitespace)
            return words.count >= 2 && words[0] == "nameserver" ? String(words[1].prefix { $0 != "%" }) : nil
        }
    }
}
