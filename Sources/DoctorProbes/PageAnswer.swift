import Crypto
import Doctor
import DutyModel
import Foundation
import SiteNetwork

/// Reads an HTTP answer as the doctor wants it: a few fields and the shape of the page, within bounds.
enum PageAnswer {
    /// What came of a request.
    static func read(_ result: ProbeReader.Result, now: Timestamp) -> HTTPObservation {
        guard let (head, body) = split(result.bytes), let status = status(head) else { return nothing(result) }
        func field(_ name: String) -> String? { value(of: name, in: head) }
        let age = field("age").flatMap { Int64($0) } ?? 0
        let time = field("date").flatMap(moment).map { $0.advanced(bySeconds: min(max(age, 0), 31_536_000)) }
        var answer = HTTPObservation(.answered)
        answer.status = status
        answer.location = field("location").map { String($0.prefix(longestText)) }
        answer.via = field("via").map { String($0.prefix(longestText)) }
        answer.title = title(body)
        answer.bodyBytes = body.count
        answer.bodyHash = body.isEmpty ? nil : Hexadecimal.encode(Array(SHA256.hash(data: body)))
        (answer.serverTime, answer.localTime) = (time, now)
        return answer
    }

    /// Longest text that is kept of a stranger's field.
    private static let longestText = 300

    private static func nothing(_ result: ProbeReader.Result) -> HTTPObservation {
        switch result.ending {
        case .reset: HTTPObservation(.reset)
        case .timeout where result.bytes.isEmpty: HTTPObservation(.timeout)
        case .closed where result.bytes.isEmpty: HTTPObservation(.closed)
        case .full: HTTPObservation(.tooLarge)
        case .closed, .timeout, .enough: HTTPObservation(.malformed)
        }
    }

    /// Whether an answer is whole: its head, and as many bytes as it announces. What announces none ends with the
    /// connection.
    static func isWhole(_ bytes: [UInt8]) -> Bool {
        guard let (head, body) = split(bytes) else { return false }
        if [204, 304].contains(status(head)) { return true }
        guard let length = value(of: "content-length", in: head).flatMap({ Int($0) }) else { return false }
        return body.count >= length
    }

    /// The bytes behind the head; none where there is no head.
    static func body(_ bytes: [UInt8]) -> ArraySlice<UInt8> { split(bytes)?.body ?? [] }

    /// The body of an answer of 200; nil for any other, and for what is no answer.
    static func goodBody(_ bytes: [UInt8]) -> ArraySlice<UInt8>? {
        guard let (head, body) = split(bytes), status(head) == 200 else { return nil }
        return body
    }

    private static func split(_ bytes: [UInt8]) -> (head: [Substring], body: ArraySlice<UInt8>)? {
        guard let end = HeadEnd.find(in: bytes) else { return nil }
        let text = String(decoding: bytes[..<end.lower], as: UTF8.self).replacing("\r\n", with: "\n")
        return (text.split(separator: "\n"), bytes[end.upper...])
    }

    private static func status(_ head: [Substring]) -> Int? {
        guard let parts = head.first?.split(separator: " "), parts.count >= 2, parts[0].hasPrefix("HTTP/1."),
            let status = Int(parts[1]), (100...599).contains(status)
        else { return nil }
        return status
    }

    private static func value(of name: String, in head: [Substring]) -> String? {
        for line in head.dropFirst() {
            guard let colon = line.firstIndex(of: ":"), line[..<colon].lowercased() == name else { continue }
            return line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
        }
        return nil
    }

    private static func title(_ body: ArraySlice<UInt8>) -> String? {
        let text = String(decoding: body.prefix(8_192), as: UTF8.self)
        guard let start = text.range(of: "<title>", options: .caseInsensitive),
            let end = text.range(of: "</title>", options: .caseInsensitive, range: start.upperBound..<text.endIndex)
        else { return nil }
        let title = text[start.upperBound..<end.lowerBound].trimmingCharacters(in: .whitespacesAndNewlines)
        return title.isEmpty ? nil : String(title.prefix(longestText))
    }

    /// A moment in the form of RFC 9110, section 5.6.7: `Tue, 24 Nov 2026 06:00:00 GMT`.
    static func moment(_ text: String) -> Timestamp? {
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let parts = text.split(separator: " ")
        guard parts.count == 6, parts[5] == "GMT", let day = Int64(parts[1]), let year = Int64(parts[3]),
            let month = months.firstIndex(of: String(parts[2])), (1970...9999).contains(year), (1...31).contains(day)
        else { return nil }
        let time = parts[4].split(separator: ":").compactMap { Int64($0) }
        guard time.count == 3, (0...23).contains(time[0]), (0...59).contains(time[1]), (0...60).contains(time[2]) else {
            return nil
        }
        let days = CivilDate(year: year, month: Int64(month + 1), day: day).dayNumber
        return Timestamp(days * 86_400 + time[0] * 3_600 + time[1] * 60 + time[2])
    }
}
