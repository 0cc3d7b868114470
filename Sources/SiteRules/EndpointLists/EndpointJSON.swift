import ConnectivityGuide
import DutyModel
import Foundation
import Yams

/// Reads an endpoint list from JSON: sets in the shape of endpoints.office.com, or a guide as `guide show --json`
/// prints it.
struct EndpointJSON {
    let fileName: String

    static func read(_ text: String, fileName: String) throws(DutyFailure) -> [ListedEndpoint] {
        let reader = EndpointJSON(fileName: fileName)
        guard let root = try reader.root(text) else { throw reader.failure(1, "it is empty") }
        if let endpoints = root.mapping?["endpoints"]?.sequence {
            return try endpoints.map(reader.guideEntry)
        }
        guard let sets = root.sequence else {
            throw reader.failure(1, "a list of endpoint sets, or an object with “endpoints”, belongs here")
        }
        var list: [ListedEndpoint] = []
        for node in sets { list += try reader.set(node) }
        return list
    }

    /// The text as JSON, read a second time as YAML, of which JSON is a part, to know the line of each value.
    private func root(_ text: String) throws(DutyFailure) -> Node? {
        do {
            _ = try JSONSerialization.jsonObject(with: Data(text.utf8), options: [.fragmentsAllowed])
        } catch {
            throw failure(Self.line(of: error, in: text), "it is not JSON")
        }
        do {
            return try compose(yaml: text, .basic, .default, .utf8)
        } catch {
            throw failure(1, "it is JSON of a form that cannot be read here")
        }
    }

    /// The line of a fault: as the reader of JSON says it, or where reading it as YAML stops.
    private static func line(of error: any Error, in text: String) -> Int {
        let said = (error as NSError).userInfo[NSDebugDescriptionErrorKey] as? String ?? ErrorWords.of(error)
        if let line = said.firstMatch(of: /line (\d+)/).flatMap({ Int($0.1) }) { return line }
        do {
            _ = try compose(yaml: text, .basic, .default, .utf8)
        } catch YamlError.scanner(_, _, let mark, _), YamlError.parser(_, _, let mark, _) {
            return mark.line
        } catch {
            return 1
        }
        return 1
    }

    private func set(_ node: Node) throws(DutyFailure) -> [ListedEndpoint] {
        guard let members = node.mapping else { throw failure(node, "an endpoint set belongs here") }
        var hosts: [String] = []
        for key in ["urls", "ips"] {
            guard let values = members[key] else { continue }
            guard let items = values.sequence else { throw failure(values, "“\(key)” is not a list") }
            for item in items {
                guard let text = item.scalar?.string else { throw failure(item, "a text belongs here") }
                hosts.append(text.hasSuffix("/32") ? String(text.dropLast(3)) : ListedEndpoint.host(text))
            }
        }
        var lines: [ListedEndpoint] = []
        for transport in GuideTransport.allCases {
            guard let written = members["\(transport.rawValue)Ports"], let text = written.scalar?.string, !text.isEmpty
            else { continue }
            guard let ports = ListedEndpoint.ports(text) else {
                throw failure(written, "“\(text.prefix(24))” is not a list of ports")
            }
            lines += hosts.map { ListedEndpoint(host: $0, ports: ports, transports: [transport], allows: true) }
        }
        return lines
    }

    private func guideEntry(_ node: Node) throws(DutyFailure) -> ListedEndpoint {
        guard let host = node.mapping?["host"]?.scalar?.string, let port = node.mapping?["port"]?.scalar?.string,
            let transport = node.mapping?["transport"]?.scalar.flatMap({ GuideTransport(rawValue: $0.string) })
        else { throw failure(node, "an endpoint needs host, port and transport") }
        let overTLS = node.mapping?["tlsPort"]?.scalar?.string
        let ports = [port, overTLS].compactMap(\.self).flatMap { ListedEndpoint.ports($0) ?? [] }
        return ListedEndpoint(host: host.lowercased(), ports: ports, transports: [transport], allows: true)
    }

    private func failure(_ node: Node, _ what: String) -> DutyFailure { failure(node.mark?.line ?? 1, what) }

    private func failure(_ line: Int, _ what: String) -> DutyFailure { .ruleFile(fileName, line, what) }
}
