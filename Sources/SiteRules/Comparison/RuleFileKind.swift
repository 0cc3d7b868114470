/// The kinds of existing rules that can be compared with a guide.
public enum RuleFileKind: String, Hashable, Sendable, CaseIterable {
    /// A squid.conf, or the part of it with access rules.
    case squid
    /// A proxy auto-configuration file.
    case pac
    /// Endpoint sets in the shape of endpoints.office.com, or a guide as JSON.
    case json
    /// A table with a header.
    case csv

    /// Tells the kind from the file's name, else from how the text begins.
    public static func guessed(fileName: String, text: String) -> RuleFileKind? {
        let name = fileName.lowercased()
        if name.hasSuffix(".pac") || name.hasSuffix(".js") || name.hasSuffix("wpad.dat") { return .pac }
        if name.hasSuffix(".json") { return .json }
        if name.hasSuffix(".csv") { return .csv }
        if text.contains("FindProxyForURL") { return .pac }
        if text.contains("http_access") { return .squid }
        let start = text.drop { $0.isWhitespace }.first
        if start == "[" || start == "{" { return .json }
        return name.hasSuffix(".conf") || name.hasSuffix(".acl") ? .squid : nil
    }
}
