import DutyModel

extension ConnectivityGuide {
    /// The entry that lets a connection pass, or nil where the guide has none.
    ///
    /// An entry that names the host goes before a wildcard, and a required one before a recommended one, so
    /// that a reader sees the strongest reason. Entries whose port is still to be picked permit nothing.
    public func permits(host: String, port: UInt16, transport: GuideTransport) -> GuideEndpoint? {
        let matching = endpoints.filter {
            $0.portNumber == port && $0.transport == transport && $0.host.matches(host)
        }
        return matching.first { !$0.host.isWildcard && $0.level == .required }
            ?? matching.first { !$0.host.isWildcard }
            ?? matching.first { $0.level == .required }
            ?? matching.first
    }

    /// As `permits`, but throws `host_not_in_guide` and names the entry that is missing.
    public func require(host: String, port: UInt16, transport: GuideTransport) throws(DutyFailure) -> GuideEndpoint {
        guard let entry = permits(host: host, port: port, transport: transport) else {
            throw DutyFailure(
                .hostNotInGuide,
                "The guide \(name) has no entry \(host.prefix(253)):\(port)/\(transport.rawValue).")
        }
        return entry
    }

    /// The endpoints of a role, of a level, or of both, in the guide's order; nil asks for any.
    public func endpoints(role: GuideRole? = nil, level: GuideLevel? = nil) -> [GuideEndpoint] {
        endpoints.filter { (role == nil || $0.role == role) && (level == nil || $0.level == level) }
    }

    /// The endpoint at which a service takes messages, over TLS; the first of several is the primary.
    /// Throws `host_not_in_guide` where the guide has none.
    public func endpoint(for service: ServiceName) throws(DutyFailure) -> GuideEndpoint {
        guard let first = endpoints(for: service).first else {
            throw DutyFailure(.hostNotInGuide, "The guide \(name) has no entry for the \(service.rawValue) service.")
        }
        return first
    }

    /// Every endpoint at which a service takes messages, over TLS, in the order in which to try them.
    public func endpoints(for service: ServiceName) -> [GuideEndpoint] {
        endpoints.filter { $0.role == GuideRole(service) && $0.speaks == .tls }
    }

    /// The endpoint of a role in plain HTTP, or nil; nothing secret ever goes there.
    public func plainEndpoint(of role: GuideRole) -> GuideEndpoint? {
        endpoints.first { $0.role == role && $0.speaks == .http }
    }

    /// The entry whose host is asked over TLS on this port too, beside its own plain one; nil where there is none.
    public func endpoint(askedOverTLSAt host: String, port: UInt16) -> GuideEndpoint? {
        endpoints.first { $0.tlsPort == port && $0.host.matches(host) }
    }

    /// The address that a part of the machine has on the internal subnet; nil where the guide does not say.
    public func internalAddress(of part: MachinePart) -> IPv4Address? {
        addressRanges.first { $0.part == part }?.range.first
    }

    /// The internal range that holds the address, or nil.
    public func addressRange(containing address: IPv4Address) -> GuideAddressRange? {
        addressRanges.first { $0.range.contains(address) }
    }
}
