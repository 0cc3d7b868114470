import ConnectivityGuide
import DutyModel

/// Finds what keeps a machine from the network although its link is up: a gateway or a DNS server with an address that
/// the machine uses inside itself. Whatever is sent there never leaves the machine.
public struct InternalRangeRules: Sendable {
    private let ranges: [GuideAddressRange]

    /// Rules of this guide.
    public init(guide: ConnectivityGuide) { ranges = guide.addressRanges }

    /// What clashes on a link that stands so; nil where nothing does.
    public func clash(gateways: [String], nameServers: [String]) -> DutyFailure? {
        clash(gateways, "default gateway") ?? clash(nameServers, "DNS server")
    }

    private func clash(_ addresses: [String], _ what: String) -> DutyFailure? {
        for address in addresses.compactMap({ IPv4Address($0) }) {
            guard ranges.contains(where: { $0.range.contains(address) }) else { continue }
            let all = ranges.map(\.range.description).joined(separator: " and ")
            return DutyFailure(
                .gatewayInInternalRange,
                "The site’s \(what) has the address \(address), which the machine uses inside itself, so it cannot be "
                    + "reached.",
                remedy: "Have your IT give gateway and DNS servers addresses outside of \(all).")
        }
        return nil
    }
}
