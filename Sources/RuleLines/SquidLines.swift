/// Lists of names in squid's configuration, and the rule that leaves TLS to them unopened.
public enum SquidLines {
    /// The names as squid takes them, a dot before a domain, each once and without those that a domain covers: squid warns of
    /// overlaps.
    public static func uncovered(_ names: [String]) -> [String] {
        let domains = Set(names.filter { $0.hasPrefix(".") })
        var kept: [String] = []
        for name in names where !kept.contains(name) {
            let isCovered = domains.contains { $0 != name && (name.hasSuffix($0) || "." + name == $0) }
            if !isCovered { kept.append(name) }
        }
        return kept
    }

    /// A list of this name and kind, such as `dstdomain`: one value a line, or as many as go into so many characters.
    public static func list(_ name: String, _ kind: String, _ values: [String], lineMost: Int = 0) -> [String] {
        var lines: [String] = []
        for value in values {
            if let last = lines.last, last.count + value.count < lineMost {
                lines[lines.count - 1] = last + " " + value
            } else {
                lines.append("acl \(name) \(kind) \(value)")
            }
        }
        return lines
    }

    /// TLS to these names is passed on unopened; no lines where there are none.
    public static func uninspected(_ names: [String], lineMost: Int = 0) -> [String] {
        let list = list("dutymark_no_inspect", "ssl::server_name", names, lineMost: lineMost)
        return list.isEmpty ? [] : list + ["ssl_bump splice dutymark_no_inspect"]
    }
}
