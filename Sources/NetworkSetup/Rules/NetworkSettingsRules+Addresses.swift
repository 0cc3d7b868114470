import ConnectivityGuide
import DutyModel

extension NetworkSettingsRules {
    /// Lengths of a subnet's prefix that leave room for a machine, its gateway, and the subnet's own two addresses.
    private static let prefixLengths = 8...30
    /// DNS servers that a person may give; resolvers ask no more than three.
    private static let mostNameServers = 3

    func addresses(_ wish: LinkWish, _ faults: inout NetworkFaults) -> AddressSettings? {
        switch wish.addressing {
        case "dhcp": return .dhcp
        case "manual": return manual(wish, &faults).map { .manual($0) }
        default:
            faults.note(
                .addressing,
                DutyFailure(
                    .valueMalformed, "“\(wish.addressing.prefix(20))” is no way to get addresses.",
                    remedy: "Choose DHCP or manual."))
            return nil
        }
    }

    private func manual(_ wish: LinkWish, _ faults: inout NetworkFaults) -> ManualAddresses? {
        let parts = wish.address.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        let address = faults.checked(.address) { () throws(DutyFailure) in
            try Self.hostAddress(parts.first ?? "", of: "machine")
        }
        let length = faults.checked(parts.count == 2 ? .address : .prefix) { () throws(DutyFailure) in
            try Self.prefixLength(parts.count == 2 ? String(parts[1]) : wish.prefix)
        }
        let gateway = faults.checked(.gateway) { () throws(DutyFailure) in
            let gateway = try Self.hostAddress(wish.gateway, of: "default gateway")
            return try outsideInternalRanges(gateway, "The default gateway")
        }
        let servers = faults.checked(.nameServers) { () throws(DutyFailure) in try nameServers(wish.nameServers) }
        guard let address, let length, let gateway, let servers else { return nil }
        let subnet = IPv4Range(holding: address, prefixLength: length)
        _ = faults.checked(.address) { () throws(DutyFailure) in
            try Self.requireHost(address, in: subnet, "address of the machine")
            try outsideInternalRanges(address, "The machine’s own address")
        }
        _ = faults.checked(.gateway) { () throws(DutyFailure) in
            guard subnet.contains(gateway), gateway != address else {
                throw DutyFailure(
                    .networkGatewayOutside,
                    gateway == address
                        ? "The default gateway has the machine’s own address."
                        : "The default gateway \(gateway) does not lie in the machine’s subnet \(subnet).")
            }
            try Self.requireHost(gateway, in: subnet, "default gateway")
        }
        guard faults.list.isEmpty else { return nil }
        return ManualAddresses(address: address, prefixLength: length, gateway: gateway, nameServers: servers)
    }

    private func nameServers(_ text: String) throws(DutyFailure) -> [IPv4Address] {
        let words = text.split { $0 == "," || $0 == " " || $0 == ";" }
        guard !words.isEmpty, words.count <= Self.mostNameServers else {
            throw DutyFailure(
                .networkAddressMalformed,
                words.isEmpty
                    ? "No DNS server is given." : "\(words.count) DNS servers are more than \(Self.mostNameServers).",
                remedy: "Give one to \(Self.mostNameServers) addresses of DNS servers; your IT knows them.")
        }
        return try words.map { word throws(DutyFailure) in
            try outsideInternalRanges(Self.hostAddress(word, of: "DNS server"), "The DNS server")
        }
    }

    /// Returns the address; throws `network_range_internal` where the machine uses it inside itself.
    @discardableResult
    func outsideInternalRanges(_ address: IPv4Address, _ whose: String) throws(DutyFailure) -> IPv4Address {
        guard let range = internalRanges.first(where: { $0.range.contains(address) }) else { return address }
        let all = internalRanges.map(\.range.description).joined(separator: " and ")
        throw DutyFailure(
            .networkRangeInternal,
            "\(whose) \(address) lies in \(range.range), which the machine uses inside itself (\(range.purpose)), so it "
                + "can never be reached.",
            remedy: "Have your IT give it an address outside of \(all).")
    }

    /// The address of one computer; throws `network_address_malformed`.
    private static func hostAddress(_ text: some StringProtocol, of whose: String) throws(DutyFailure) -> IPv4Address {
        let text = text.trimmingBlanks()
        guard !text.isEmpty else { throw DutyFailure(.networkAddressMalformed, "No address of the \(whose) is given.") }
        guard let address = IPv4Address(text) else {
            throw DutyFailure(.networkAddressMalformed, "“\(text.prefix(40))” is not the address of a \(whose).")
        }
        let first = address.number >> 24
        // Networks of “this” computer and of many: no single other computer has such an address (RFC 6890).
        guard first != 0, first != 127, first < 224 else {
            throw DutyFailure(.networkAddressMalformed, "\(address) cannot be the address of a \(whose).")
        }
        return address
    }

    /// A length such as `24`, or a mask of so many leading ones.
    private static func prefixLength(_ text: String) throws(DutyFailure) -> Int {
        let text = text.trimmingBlanks()
        let length = IPv4Address(text).flatMap(maskLength) ?? UInt8(text).map(Int.init)
        guard let length, prefixLengths.contains(length) else {
            throw DutyFailure(
                .networkAddressMalformed,
                text.isEmpty
                    ? "No length of the subnet’s prefix is given."
                    : "“\(text.prefix(40))” is no length of a subnet’s prefix.",
                remedy: "Give a number from \(prefixLengths.lowerBound) to \(prefixLengths.upperBound), usually 24, or "
                    + "the subnet’s mask.")
        }
        return length
    }

    /// The first and the last address of a subnet belong to no computer.
    private static func requireHost(
        _ address: IPv4Address, in subnet: IPv4Range, _ what: String
    ) throws(DutyFailure) {
        guard address != subnet.first, address != subnet.last else {
            throw DutyFailure(
                .networkAddressMalformed,
                "\(address) is the first or last address of the subnet \(subnet) and cannot be the \(what).")
        }
    }

    private static func maskLength(_ mask: IPv4Address) -> Int? {
        let length = (~mask.number).leadingZeroBitCount
        return mask.number == ~IPv4Range.hostBits(length) ? length : nil
    }
}

extension StringProtocol {
    /// The text without blanks around it.
    func trimmingBlanks() -> String {
        String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
}
