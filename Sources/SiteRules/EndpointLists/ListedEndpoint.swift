import ConnectivityGuide

/// One line of an endpoint list: hosts, ports and transports that it allows or denies.
struct ListedEndpoint: Hashable {
    /// A name, an address, `*.` and a domain, or `*`; lower case.
    let host: String
    let ports: [ClosedRange<UInt16>]
    /// TCP, UDP or both.
    let transports: Set<GuideTransport>
    let allows: Bool

    /// Whether this line speaks of every host of the entry, at its port.
    func covers(_ endpoint: GuideEndpoint) -> Bool {
        guard let port = endpoint.portNumber else { return false }
        return transports.contains(endpoint.transport) && ports.contains { $0.contains(port) }
            && covers(host: endpoint.host.text.lowercased())
    }

    /// Whether it is the line for exactly this entry, not one that covers more.
    func names(_ endpoint: GuideEndpoint) -> Bool { host == endpoint.host.text.lowercased() && covers(endpoint) }

    private func covers(host wanted: String) -> Bool {
        if host == "*" || host == wanted { return true }
        guard host.hasPrefix("*.") else { return false }
        return wanted != "*" && wanted.hasSuffix(host.dropFirst())
    }

    /// A host as lists write it: without scheme, path and port, in lower case; a dot in front is a star.
    static func host(_ written: String) -> String {
        var text = Substring(written.lowercased())
        if let scheme = text.range(of: "://") { text = text[scheme.upperBound...] }
        text = text.prefix { $0 != "/" && $0 != ":" }
        if text.hasPrefix(".") { return "*" + text }
        return String(text)
    }

    /// Ports as lists write them: numbers and ranges between commas, blanks or semicolons; `*` is every port. Nil
    /// where it is neither.
    static func ports(_ written: String) -> [ClosedRange<UInt16>]? {
        let parts = written.split { ", ;".contains($0) }
        if parts == ["*"] { return [1...UInt16.max] }
        var ports: [ClosedRange<UInt16>] = []
        for part in parts {
            let ends = part.split(separator: "-", omittingEmptySubsequences: false).map { UInt16($0) }
            guard let first = ends.first ?? nil, let last = ends.last ?? nil, ends.count <= 2, first > 0, first <= last
            else { return nil }
            ports.append(first...last)
        }
        return ports.isEmpty ? nil : ports
    }
}

extension GuideComparison {
    /// Compares the entries with a list, in which the first line that speaks of an entry decides.
    init(_ endpoints: [GuideEndpoint], list: [ListedEndpoint], wantsDenial: Bool) {
        for endpoint in endpoints {
            compared += 1
            guard let line = list.first(where: { $0.covers(endpoint) }) else {
                gaps.append(Gap(endpoint: endpoint, reason: .notAllowed, detail: nil))
                continue
            }
            guard line.allows else {
                gaps.append(Gap(endpoint: endpoint, reason: .notAllowed, detail: "a line for \(line.host) denies it"))
                continue
            }
            if !list.contains(where: { $0.allows && $0.names(endpoint) }) {
                notes.append("\(endpoint.name) has no line of its own; the line for \(line.host) covers it.")
            }
        }
        if wantsDenial, !list.contains(where: { !$0.allows && $0.host == "*" }) {
            notes.append("No line denies the rest.")
        }
    }
}
