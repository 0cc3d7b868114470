import DutyModel

/// Reads the entries about ports, addresses, the line, the radio and the proxy.
enum RuleReader {
    static func portRule(_ node: StrictNode) throws(DutyFailure) -> GuidePortRule {
        let members = try node.members(required: ["port", "transports", "protocol", "purpose"], optional: ["source"])
        let transports = try members.member("transports", of: node).items()
        return GuidePortRule(
            port: try members.member("port", of: node).portNumber(),
            transports: try transports.map { item throws(DutyFailure) in try item.word(GuideTransport.self) },
            speaks: try members.member("protocol", of: node).word(GuideProtocol.self),
            purpose: try members.member("purpose", of: node).text(), source: try members.source())
    }

    static func addressRange(_ node: StrictNode) throws(DutyFailure) -> GuideAddressRange {
        let members = try node.members(required: ["range", "purpose"], optional: ["part", "source"])
        let written = try members.member("range", of: node)
        let text = try written.text()
        guard let range = IPv4Range(text) else {
            throw written.failure(.guideBadValue, "“\(text.prefix(24))” is not a block of IPv4 addresses")
        }
        return GuideAddressRange(
            range: range, purpose: try members.member("purpose", of: node).text(),
            part: try members["part"]?.word(MachinePart.self), source: try members.source())
    }

    static func bandwidth(_ node: StrictNode) throws(DutyFailure) -> GuideBandwidth {
        let members = try node.members(
            required: ["minimum_kbit_per_second", "recommended_kbit_per_second"], optional: ["source"])
        let minimum = try members.member("minimum_kbit_per_second", of: node).positiveNumber()
        let recommended = try members.member("recommended_kbit_per_second", of: node)
        guard try recommended.positiveNumber() >= minimum else {
            throw recommended.failure(.guideBadValue, "the recommended bandwidth is below the minimum")
        }
        return GuideBandwidth(
            minimumKilobitsPerSecond: minimum, recommendedKilobitsPerSecond: try recommended.positiveNumber(),
            source: try members.source())
    }

    static func wireless(_ node: StrictNode) throws(DutyFailure) -> GuideWireless {
        let members = try node.members(
            required: ["standards", "bands_ghz", "security", "refused"], optional: ["source"])
        return GuideWireless(
            standards: try members.member("standards", of: node).texts(),
            bandsGigahertz: try members.member("bands_ghz", of: node).texts(),
            security: try members.member("security", of: node).texts(),
            refused: try members.member("refused", of: node).texts(), source: try members.source())
    }

    static func proxy(_ node: StrictNode) throws(DutyFailure) -> GuideProxy {
        let members = try node.members(
            required: ["method", "exceptions_allowed", "authentication", "password_case_sensitive", "refused"],
            optional: ["source"])
        return GuideProxy(
            method: try members.member("method", of: node).text(),
            exceptionsAllowed: try members.member("exceptions_allowed", of: node).flag(),
            authentication: try members.member("authentication", of: node).texts(),
            passwordCaseSensitive: try members.member("password_case_sensitive", of: node).flag(),
            refused: try members.member("refused", of: node).texts(), source: try members.source())
    }
}
