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
            path: try Self.path(members["path"]),
            purpose: try members.member("purpose", of: node).text(),
            tlsPort: try members["tls_port"]?.portNumber(),
            timePort: try members["time_port"]?.portNumber(),
            note: try Self.optionalText(members["note"]), source: try members.source())
    }

    func urlForm(_ node: StrictNode) throws(DutyFailure) -> GuideURLForm {
        let members = try node.members(required: ["method", "form", "service", "level"], optional: ["source"])
        let method = try members.member("method", of: node)
        guard ["GET", "POST"].contains(try method.text()) else {
            throw method.failure(.guideBadValue, "“\(try method.text().prefix(24))” is not one of GET, POST")
        }
        return GuideURLForm(
            method: try method.text(),
            form: try Self.path(members["form"]) ?? "/",
            service: try service(named: members.member("service", of: node)),
            level: try members.member("level", of: node).word(GuideLevel.self), source: try members.source())
    }

    static func fact(_ node: StrictNode) throws(DutyFailure) -> GuideFact {
        let members = try node.members(required: ["id", "says"], optional: ["doubtful", "source"])
        let id = try members.member("id", of: node)
        guard isShortName(try id.text()) else {
            throw id.failure(
                .guideBadValue, "“\(try id.text().prefix(64))” is not a name of lower-case letters, digits and hyphens")
        }
        var doubtful = false
        if let flag = members["doubtful"] { doubtful = try flag.flag() }
        return GuideFact(
            id: try id.text(), says: try members.member("says", of: node).text(), doubtful: doubtful,
            source: try members.source())
    }

    /// Lower-case letters, digits and hyphens, 1 to 64 of them.
    static func isShortName(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count)
            && text.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D }
    }

    private static func host(_ node: StrictNode) throws(DutyFailure) -> HostPattern {
        let text = try node.text()
        do {
            return try HostPattern(text)
        } catch {
            throw node.failure(.guideBadValue, "“\(text.prefix(64))” is not a host pattern")
        }
    }

    private static func port(_ node: StrictNode) throws(DutyFailure) -> GuidePort {
        if try node.text() == "picked" { return .picked }
        return .number(try node.portNumber())
    }

    private static func path(_ node: StrictNode?) throws(DutyFailure) -> String? {
        guard let node else { return nil }
        let path = try node.text()
        guard path.hasPrefix("/"), path.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw node.failure(.guideBadValue, "“\(path.prefix(64))” is not a path that begins with a slash")
        }
        return path
    }

    private static func optionalText(_ node: StrictNode?) throws(DutyFailure) -> String? {
        guard let node else { return nil }
        return try node.text()
    }

    private func service(named node: StrictNode) throws(DutyFailure) -> String {
        let name = try node.text()
        guard serviceNames.contains(name) else {
            throw node.failure(.guideBadValue, "“\(name.prefix(64))” is not a service of this guide")
        }
        return name
    }
}
