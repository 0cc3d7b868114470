/// A request that the doctor makes; it tells nobody more of this computer than that the doctor asks.
struct ProbeRequest {
    var method = "GET"
    /// The host's name, as the guide has it.
    let host: String
    /// The path, with what is asked.
    let path: String
    /// HTTP/1.0 where the answer is to come in one piece, whatever its length.
    var version = "1.1"
    /// The other fields, a line each.
    var fields: [String] = []

    /// The head as it is sent.
    var bytes: [UInt8] {
        let lines = ["\(method) \(path) HTTP/\(version)", "Host: \(host)", "User-Agent: Dutymark-Doctor"]
        return Array((lines + fields + ["", ""]).joined(separator: "\r\n").utf8)
    }
}
