import ConnectivityGuide
import DutyModel

/// Reads an endpoint list from a table with a header (RFC 4180).
enum EndpointCSV {
    static func read(_ text: String, fileName: String) throws(DutyFailure) -> [ListedEndpoint] {
        let rows = try CSVText(text: text, fileName: fileName).rows()
        guard let header = rows.first else { throw DutyFailure.ruleFile(fileName, 1, "there is no header") }
        let columns = Columns(header.cells)
        guard let host = columns.host, let port = columns.port else {
            throw DutyFailure.ruleFile(fileName, header.line, "the header needs a column host and a column port")
        }
        var list: [ListedEndpoint] = []
        for row in rows.dropFirst() {
            guard row.cells.count == header.cells.count else {
                throw DutyFailure.ruleFile(
                    fileName, row.line, "\(row.cells.count) cells stand under a header of \(header.cells.count)")
            }
            guard let ports = ListedEndpoint.ports(row.cells[port]) else {
                throw DutyFailure.ruleFile(fileName, row.line, "“\(row.cells[port].prefix(24))” is not a port")
            }
            let action = columns.action.map { row.cells[$0].lowercased() } ?? "allow"
            list.append(
                ListedEndpoint(
                    host: ListedEndpoint.host(row.cells[host]), ports: ports,
                    transports: try transports(columns, row, fileName),
                    allows: !["deny", "block", "drop", "reject"].contains(action)))
        }
        return list
    }

    /// Which column holds what, by the words that such tables use.
    private struct Columns {
        let host, port, transport, action: Int?

        init(_ header: [String]) {
            let words = header.map { $0.lowercased() }
            func first(_ names: String...) -> Int? {
                names.lazy.compactMap { words.firstIndex(of: $0) }.first
            }
            host = first("host", "hostname", "fqdn", "url", "destination", "address")
            port = first("port", "ports")
            transport = first("transport", "protocol")
            action = first("action")
        }
    }

    private static func transports(
        _ columns: Columns, _ row: CSVText.Row, _ fileName: String
    ) throws(DutyFailure) -> Set<GuideTransport> {
        guard let column = columns.transport else { return [.tcp] }
        switch row.cells[column].lowercased() {
        case "*", "any", "tcp/udp": return [.tcp, .udp]
        case "udp": return [.udp]
        case "tcp", "http", "https", "tls": return [.tcp]
        case let other: throw DutyFailure.ruleFile(fileName, row.line, "“\(other.prefix(24))” is not a transport")
        }
    }
}

/// Rows and cells of a table.
struct CSVText {
    let text: String
    let fileName: String

    /// A row and the line on which it begins.
    struct Row {
        let line: Int
        var cells: [String]

        /// Adds to the last cell.
        fileprivate mutating func append(_ character: Character) { cells[cells.count - 1].append(character) }
    }

    /// The rows that are not empty. Throws `rule_file_malformed` where a quote does not close.
    func rows() throws(DutyFailure) -> [Row] {
        var rows: [Row] = []
        var row = Row(line: 1, cells: [""])
        var line = 1
        var inQuotes = false
        var rest = text.unicodeScalars[...]
        while let scalar = rest.popFirst() {
            if scalar == "\n" { line += 1 }
            switch scalar {
            case "\"" where inQuotes && rest.first == "\"":
                rest.removeFirst()
                row.append("\"")
            case "\"": inQuotes.toggle()
            case "," where !inQuotes: row.cells.append("")
            case "\r" where !inQuotes: continue
            case "\n" where !inQuotes:
                if row.cells != [""] { rows.append(row) }
                row = Row(line: line, cells: [""])
            default: row.append(Character(scalar))
            }
        }
        guard !inQuotes else { throw DutyFailure.ruleFile(fileName, row.line, "a quote does not close") }
        if row.cells != [""] { rows.append(row) }
        return rows
    }
}
