import DutyModel

/// Reads the entries that name hosts, services and facts.
struct EntryReader {
    /// The services an entry may stand under.
    let serviceNames: Set<String>

    static func service(_ node: StrictNode) throws(DutyFailure) -> GuideService {
        let members = try node.members(required: ["name", "purpose"], optional: ["source"])
        return GuideService(
            name: try members.member("name", of: node).text(),
            purpose: try members.member("purpose", of: node).text(), source: try members.source())
    }

    func endpoint(_ node: StrictNode) throws(DutyFailure) -> GuideEndpoint {
        let members = try node.members(
            required: ["host", "port", "transport", "protocol", "service", "role", "level", "purpose"],
            optional: ["path", "tls_port", "time_port", "note", "source"])
        return GuideEndpoint(
            host: try Self.host(members.member("host", of: node)),
            port: try Self.port(members.member("port", of: node)),
            transport: try members.member("transport", of: node).word(GuideTransport.self),
            speaks: try members.member("protocol", of: node).word(GuideProtocol.self),
            service: try service(named: members.member("service", of: node)),
            role: try members.member("role", of: node).word(GuideRole.self),
            level: try members.member("level", of: node).word(GuideLevel.self),
            path: try members["path"].map(Self.path),
            purpose: try members.member("purpose", of: node).text(),
            tlsPort: try members["tls_port"]?.portNumber(),
            timePort: try members["time_port"]?.portNumber(),
            note: try members["note"]?.text(), source: try members.source())
    }

    func urlForm(_ node: StrictNode) throws(DutyFailure) -> GuideURLForm {
        let members = try node.members(required: ["method", "form", "service", "level"], optional: ["source"])
        let method = try members.member("method", of: node)
        guard ["GET", "POST"].contains(try method.text()) else {
            throw method.failure(.guideBadValue, "“\(try method.text().prefix(24))” is not one of GET, POST")
        }
        return GuideURLForm(
            method: try method.text(),
            form: try Self.path(members.member("form", of: node)),
            service: try service(named: members.member("service", of: node)),
            level: try members.member("level", of: node).word(GuideLevel.self), source: try members.source())
    }

    static func fact(_ node: StrictNode) throws(DutyFailure) -> GuideFact {
        let members = try node.members(required: ["id", "says"], optional: ["doubtful", "source"])
        return GuideFact(
            id: try members.member("id", of: node).shortName(), says: try members.member("says", of: node).text(),
            doubtful: try members["doubtful"]?.flag() ?? false, source: try members.source())
    }

    private static func host(_ node: StrictNode) throws(DutyFailure) -> HostPattern {
        let text = try node.text()
        guard let pattern = try? HostPattern(text) else {
            throw node.failure(.guideBadValue, "“\(text.prefix(64))” is not a host pattern")
        }
        return pattern
    }

    private static func port(_ node: StrictNode) throws(DutyFailure) -> GuidePort {
        if try node.text() == "picked" { return .picked }
        return .number(try node.portNumber())
    }

    private static func path(_ node: StrictNode) throws(DutyFailure) -> String {
        let path = try node.text()
        guard path.hasPrefix("/"), path.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw node.failure(.guideBadValue, "“\(path.prefix(64))” is not a path that begins with a slash")
        }
        return path
    }

    private func service(named node: StrictNode) throws(DutyFailure) -> String {
        let name = try node.text()
        guard serviceNames.contains(name) else {
            throw node.failure(.guideBadValue, "“\(name.prefix(64))” is not a service of this guide")
        }
        return name
    }
}
