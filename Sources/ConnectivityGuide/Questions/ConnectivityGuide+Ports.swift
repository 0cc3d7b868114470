import DutyModel

extension ConnectivityGuide {
    /// The keys of the ports that must be picked before the guide can be used, in the guide's order.
    public var portKeysToPick: [String] {
        endpoints.filter { $0.port == .picked }.map(\.portKey)
    }

    /// The guide with the picked ports filled in, by `GuideEndpoint.portKey`.
    ///
    /// Throws `guide_key_missing` where a port is not given, `guide_bad_port` for port 0, and
    /// `guide_unknown_key` for a key that no entry asks for.
    public func resolved(ports: [String: UInt16]) throws(DutyFailure) -> ConnectivityGuide {
        let wanted = Set(portKeysToPick)
        if let stray = ports.keys.sorted().first(where: { !wanted.contains($0) }) {
            throw DutyFailure(.guideUnknownKey, "The guide \(name) has no port to pick under “\(stray)”.")
        }
        var guide = self
        guide.endpoints = try endpoints.map { endpoint throws(DutyFailure) in
            try endpoint.resolved(ports: ports, guide: name)
        }
        return guide
    }
}

extension GuideEndpoint {
    /// This endpoint with its port filled in, if it is one that is picked.
    fileprivate func resolved(ports: [String: UInt16], guide: String) throws(DutyFailure) -> GuideEndpoint {
        guard port == .picked else { return self }
        guard let number = ports[portKey] else {
            throw DutyFailure(.guideKeyMissing, "No port was picked for “\(portKey)” of the guide \(guide).")
        }
        guard number > 0 else {
            throw DutyFailure(.guideBadPort, "Port 0 was picked for “\(portKey)” of the guide \(guide).")
        }
        var filled = self
        filled.port = .number(number)
        return filled
    }
}
