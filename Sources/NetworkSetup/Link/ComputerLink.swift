import DutyModel
import Foundation
import LocalSystem

/// The link of a computer that its owner sets: it is read and never changed.
public struct ComputerLink: LinkConfigurator {
    /// As `LinkConfigurator` says.
    public var configuresLink: Bool { false }

    /// The kernel's routes and the resolver's settings; the link of a computer without either stands as not connected.
    private static let routes4 = "/proc/net/route"
    private static let routes6 = "/proc/net/ipv6_route"
    private static let resolver = "/etc/resolv.conf"
    /// The most bytes of each that are read; a computer with more routes is no machine.
    private static let limitBytes = 256 << 10

    /// The link that the default route leads through.
    public init() {}

    /// As `LinkConfigurator` says.
    public func apply(_ link: LinkSettings) async throws(DutyFailure) {}

    /// As `LinkConfigurator` says.
    public func state() async throws(DutyFailure) -> LinkState {
        let routes = Self.defaultRoutes
        let device = routes.first?.device
        let addresses = InterfaceAddress.all.filter { $0.device == device }.map(\.address)
        return LinkState(
            device: device, addresses: addresses, gateways: routes.compactMap(\.gateway),
            nameServers: Self.nameServers, connected: !addresses.isEmpty)
    }

    /// The default routes of IPv4 and of IPv6.
    package static var routes: (four: [DefaultRoute], six: [DefaultRoute]) {
        (DefaultRoute.all(inRoutes: read(routes4)), DefaultRoute.all(inIPv6Routes: read(routes6)))
    }

    /// The name servers that this computer asks, in their order; one of its own link with the device (RFC 4007).
    package static var nameServers: [String] { ResolverSettings.nameServers(in: read(resolver)) }

    /// The device that the default route leads through.
    static var defaultDevice: String? { defaultRoutes.first?.device }

    private static var defaultRoutes: [DefaultRoute] { routes.four + routes.six }

    private static func read(_ path: String) -> String { KernelFile.text(path, mostBytes: limitBytes) ?? "" }
}

/// A way to everywhere.
package struct DefaultRoute: Hashable {
    /// The device that it leads through.
    package let device: String
    /// The router's address; nil for a line that has only one other end.
    package let gateway: String?
    /// Of several, the one with the lowest counts first.
    package let metric: UInt32

    /// The default routes of Linux's `/proc/net/route`, the one in use first.
    static func all(inRoutes text: String) -> [DefaultRoute] {
        text.split(separator: "\n").dropFirst().compactMap { line in
            let fields = line.split { $0 == "\t" || $0 == " " }
            guard fields.count >= 8, UInt32(fields[1], radix: 16) == 0, UInt32(fields[7], radix: 16) == 0,
                let gateway = UInt32(fields[2], radix: 16), let flags = UInt32(fields[3], radix: 16), flags & isUp != 0
            else { return nil }
            // The kernel writes the four bytes as a number of this computer's byte order.
            let bytes = withUnsafeBytes(of: gateway) { $0.map { String($0) } }
            return DefaultRoute(
                device: String(fields[0]), gateway: gateway == 0 ? nil : bytes.joined(separator: "."),
                metric: UInt32(fields[6]) ?? 0)
        }.sorted { $0.metric < $1.metric }
    }

    /// The default routes of Linux's `/proc/net/ipv6_route`, the one in use first.
    static func all(inIPv6Routes text: String) -> [DefaultRoute] {
        text.split(separator: "\n").compactMap { line in
            let fields = line.split(separator: " ")
            guard fields.count >= 10, fields[1] == "00", fields[0].allSatisfy({ $0 == "0" }),
                let flags = UInt32(fields[8], radix: 16), flags & isUp != 0, flags & isRejected == 0,
                let bytes = Hexadecimal.decode(String(fields[4])), bytes.count == 16,
                let address = InterfaceAddress.text(ofBytes: bytes)
            else { return nil }
            return DefaultRoute(
                device: String(fields[9]), gateway: bytes.allSatisfy { $0 == 0 } ? nil : address,
                metric: UInt32(fields[5], radix: 16) ?? 0)
        }.sorted { $0.metric < $1.metric }
    }

    /// `RTF_UP` and `RTF_REJECT` of linux/route.h.
    private static let isUp: UInt32 = 0x1
    private static let isRejected: UInt32 = 0x200
}

/// The settings of the computer's own resolver (resolv.conf).
enum ResolverSettings {
    /// The servers that it asks, in their order.
    static func nameServers(in text: String) -> [String] {
        text.split(separator: "\n").compactMap { line in
            let words = line.split { $0 == " " || $0 == "\t" }
            guard words.count >= 2, words[0] == "nameserver" else { return nil }
            return String(words[1])
        }
    }
}
