import ConnectivityGuide

/// The kinds of file that the rules can be written as.
public enum RuleFormat: String, Hashable, Sendable, CaseIterable {
    /// A table for `nft -f`, with sets that dnsmasq fills.
    case nftables
    /// The lines for dnsmasq that fill the sets of `nftables`.
    case dnsmasqNftset = "dnsmasq-nftset"
    /// A chain for `iptables-restore`, with the sets of `ipset`.
    case iptables
    /// The sets for `ipset restore`.
    case ipset
    /// The lines for dnsmasq that fill the sets of `ipset`.
    case dnsmasqIpset = "dnsmasq-ipset"
    /// An anchor for pf.
    case pf
    /// Access and inspection rules for squid.
    case squid
    /// A proxy auto-configuration file.
    case pac
    /// A Palo Alto external dynamic list of the kind URL.
    case paloAlto = "palo-alto"
    /// Objects and an access list for a Cisco ASA.
    case ciscoASA = "cisco-asa"
    /// Addresses, services and policies for a FortiGate.
    case fortigate
    /// Dynamic keyword addresses and rules for the Windows firewall, in PowerShell.
    case windows
    /// Endpoint sets in the shape of endpoints.office.com.
    case json
    /// One row an endpoint.
    case csv
    /// A text for a ticket.
    case markdown

    /// The rules of a selection in this format: always the same text for the same selection.
    public func export(_ selection: RuleSelection) -> RuleExport {
        body(selection).export(selection, formatName: rawValue)
    }

    /// Whether the rules can be for one of the sources at least; those of some firewalls know IPv4 only.
    public func canSay(_ selection: RuleSelection) -> Bool {
        guard [.iptables, .ciscoASA, .fortigate].contains(self) else { return true }
        return selection.sources.isEmpty || !selection.sources(.v4).isEmpty
    }

    private func body(_ selection: RuleSelection) -> RuleBody {
        switch self {
        case .nftables: NftablesRules.body(selection)
        case .dnsmasqNftset: DnsmasqRules.nftset(selection)
        case .iptables: IptablesRules.body(selection)
        case .ipset: IpsetRules.body(selection)
        case .dnsmasqIpset: DnsmasqRules.ipset(selection)
        case .pf: PacketFilterRules.body(selection)
        case .squid: SquidRules.body(selection)
        case .pac: PACRules.body(selection)
        case .paloAlto: PaloAltoRules.body(selection)
        case .ciscoASA: CiscoASARules.body(selection)
        case .fortigate: FortiGateRules.body(selection)
        case .windows: WindowsRules.body(selection)
        case .json: EndpointJSONRules.body(selection)
        case .csv: EndpointCSVRules.body(selection)
        case .markdown: MarkdownRules.body(selection)
        }
    }
}
