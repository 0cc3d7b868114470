/// The endpoints, ports and URL forms that the original's text names, found without help of the guide.
struct OriginalEndpoints {
    /// As `host:port/transport`.
    private(set) var endpoints: Set<String> = []
    /// As `METHOD form`.
    private(set) var urlForms: Set<String> = []
    /// Every port that the text names.
    private(set) var ports: Set<Int> = []

    init(_ original: OriginalText) {
        var underDeviceManagement = false
        var method: Substring = ""
        for line in original.lines {
            if line.hasPrefix("Device Management") { underDeviceManagement = true }
            if line == "Proxy" { underDeviceManagement = false }
            for match in line.matches(of: #/\b[Pp]orts? (?:over )?(\d+)(?: \(HTTP\) and (\d+))?/#) {
                ports.formUnion([Int(match.1), match.2.flatMap { Int($0) }].compactMap { $0 })
            }
            if let match = line.firstMatch(of: #/(\/d\w+\.aspx\?s=\.\.\.&client=DynGate\.\.\.)(GET|POST)?$/#) {
                urlForms.insert("\(method) \(match.1)")
                method = match.2 ?? ""
            } else if let match = line.firstMatch(of: #/formats .* (GET):$/#) {
                method = match.1
            } else {
                read(line, underDeviceManagement)
            }
        }
    }

    private mutating func read(_ line: String, _ underDeviceManagement: Bool) {
        if let url = line.firstMatch(of: #/(https?):\/\/([A-Za-z0-9.-]+)/#) {
            let stated = line.firstMatch(of: #/\(Port (\d+)\)/#)?.1
            endpoints.insert("\(url.2):\(stated ?? (url.1 == "https" ? "443" : "80"))/tcp")
        } else if let address = line.firstMatch(of: #/\((\d+\.\d+\.\d+\.\d+) Port (\d+)\)/#) {
            for transport in ["udp", "tcp"] { endpoints.insert("\(address.1):\(address.2)/\(transport)") }
        } else if let rule = line.firstMatch(of: #/for port (\d+), allow for both UDP and TCP/#) {
            for transport in ["udp", "tcp"] { endpoints.insert("*:\(rule.1)/\(transport)") }
        } else if let open = line.firstMatch(of: #/unblocking of Port (\d+) TCP/#) {
            endpoints.insert("*:\(open.1)/tcp")
        } else if let host = line.wholeMatch(of: #/(\*\.)?[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+/#) {
            // Under device management the text says “Port 443 or 80”; TeamViewer's domains stand under port 80.
            for port in underDeviceManagement ? [443, 80] : [80] { endpoints.insert("\(host.0):\(port)/tcp") }
        }
    }
}
