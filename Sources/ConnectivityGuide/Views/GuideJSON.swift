import DutyModel
import Foundation

extension ConnectivityGuide {
    /// The whole guide as JSON, version 1 of the form in `docs/guide.md`: keys sorted, two blanks of
    /// indentation, a new line at the end; the same guide always gives the same bytes.
    public func jsonText() throws(DutyFailure) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        do {
            return String(decoding: try encoder.encode(GuideJSON(self)), as: UTF8.self) + "\n"
        } catch {
            throw DutyFailure(.internalError, "The guide \(name) could not be written as JSON.")
        }
    }
}

/// The guide in the shape of its JSON; a key is never left out, an absent value is `null`.
private struct GuideJSON: Encodable {
    let name: String
    let title: String
    let formatVersion = ConnectivityGuide.formatVersion
    let services: [ServiceJSON]
    let endpoints: [EndpointJSON]
    let urlForms: [URLFormJSON]
    let portRules: [PortRuleJSON]
    let addressRanges: [RangeJSON]
    let site: SiteJSON
    let facts: [FactJSON]

    init(_ guide: ConnectivityGuide) {
        name = guide.name
        title = guide.title
        services = guide.services.map { ServiceJSON(name: $0.name, purpose: $0.purpose, source: $0.source) }
        endpoints = guide.endpoints.map(EndpointJSON.init)
        urlForms = guide.urlForms.map {
            URLFormJSON(method: $0.method, form: $0.form, service: $0.service, level: $0.level, source: $0.source)
        }
        portRules = guide.portRules.map {
            PortRuleJSON(
                port: $0.port, transports: $0.transports, protocol: $0.speaks, purpose: $0.purpose, source: $0.source)
        }
        addressRanges = guide.addressRanges.map {
            RangeJSON(
                range: $0.range.description, first: $0.range.first.description, last: $0.range.last.description,
                purpose: $0.purpose, part: $0.part, source: $0.source)
        }
        site = SiteJSON(guide)
        facts = guide.facts.map {
            FactJSON(id: $0.id, says: $0.says, doubtful: $0.doubtful, source: $0.source)
        }
    }
}

private struct ServiceJSON: Encodable {
    let name, purpose: String
    let source: [String]
}

private struct EndpointJSON: Encodable {
    let endpoint: GuideEndpoint

    init(_ endpoint: GuideEndpoint) { self.endpoint = endpoint }

    private enum Key: String, CodingKey {
        case host, port, transport, `protocol`, service, role, level, path, purpose, tlsPort, timePort, note, source
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(endpoint.host.text, forKey: .host)
        try container.encode(endpoint.portNumber, forKey: .port)
        try container.encode(endpoint.transport, forKey: .transport)
        try container.encode(endpoint.speaks, forKey: .protocol)
        try container.encode(endpoint.service, forKey: .service)
        try container.encode(endpoint.role, forKey: .role)
        try container.encode(endpoint.level, forKey: .level)
        try container.encode(endpoint.path, forKey: .path)
        try container.encode(endpoint.purpose, forKey: .purpose)
        try container.encode(endpoint.tlsPort, forKey: .tlsPort)
        try container.encode(endpoint.timePort, forKey: .timePort)
        try container.encode(endpoint.note, forKey: .note)
        try container.encode(endpoint.source, forKey: .source)
    }
}

private struct URLFormJSON: Encodable {
    let method, form, service: String
    let level: GuideLevel
    let source: [String]
}

private struct PortRuleJSON: Encodable {
    let port: UInt16
    let transports: [GuideTransport]
    let `protocol`: GuideProtocol
    let purpose: String
    let source: [String]
}

private struct RangeJSON: Encodable {
    let range, first, last, purpose: String
    let part: MachinePart?
    let source: [String]

    private enum CodingKeys: String, CodingKey { case range, first, last, purpose, part, source }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(range, forKey: .range)
        try container.encode(first, forKey: .first)
        try container.encode(last, forKey: .last)
        try container.encode(purpose, forKey: .purpose)
        // A key is never left out, so this is not the encoding that the compiler would write.
        try container.encode(part, forKey: .part)
        try container.encode(source, forKey: .source)
    }
}

private struct FactJSON: Encodable {
    let id, says: String
    let doubtful: Bool
    let source: [String]
}
