import Foundation

/// Who runs a host: two hosts are only controls for each other where different people run them.
package struct Operators: Sendable {
    private let domains: [String: String]

    /// The operators that are known by name.
    package static let known = Operators()

    private init() {
        let data = Data(PackageResources.operators_json)
        let listed = (try? JSONDecoder().decode([String: [String]].self, from: data)) ?? [:]
        domains = Dictionary(
            listed.flatMap { name, domains in domains.map { ($0, name) } }, uniquingKeysWith: { first, _ in first })
    }

    /// The operator of a host: a known one, by its last two labels or the last alone, else these two.
    package func of(_ host: String) -> String {
        let domain = Self.domain(of: host)
        return domains[domain] ?? domains[String(domain.split(separator: ".").last ?? "")] ?? domain
    }

    /// The last two labels of a name; an address is its own.
    static func domain(of host: String) -> String {
        let labels = host.lowercased().split(separator: ".")
        if labels.last.map({ $0.allSatisfy(\.isNumber) }) == true { return host }
        return labels.suffix(2).joined(separator: ".")
    }

    /// Hosts of so many different operators are not down at once.
    static let many = 3

    /// How many different people run these hosts.
    func count(_ hosts: some Sequence<String>) -> Int { Set(hosts.map(of)).count }
}
