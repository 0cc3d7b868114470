import Doctor
import DutyModel

/// The one packet that a client sends to a time server and the one that it takes back (RFC 4330, sections 4 and 5).
enum TimeMessage {
    /// What a server answered.
    struct Answer: Hashable {
        let result: TimeObservation.Result
        let stratum: Int
        let time: Timestamp?
    }

    /// Bytes of a packet without extensions.
    private static let length = 48

    /// A question. The mark stands where a client's clock is due: the server gives it back, and nobody can guess it.
    static func question(mark: UInt64) -> [UInt8] {
        // Leap 0, version 4, mode 3 (client); all else is left empty, as the RFC wants it.
        var bytes: [UInt8] = [0x23] + [UInt8](repeating: 0, count: length - 9)
        for shift in stride(from: UInt64(56), through: 0, by: -8) { bytes.append(UInt8(mark >> shift & 255)) }
        return bytes
    }

    /// Whether bytes are a server's answer to the question with this mark.
    static func isAnswer(_ bytes: [UInt8], mark: UInt64) -> Bool {
        guard bytes.count >= length, bytes[0] & 7 == serverMode, (1...4).contains(bytes[0] >> 3 & 7) else {
            return false
        }
        return number(bytes, at: 24, count: 8) == mark
    }

    private static let serverMode: UInt8 = 4

    /// What an answer says. Only a server that knows the time itself gives it.
    static func read(_ bytes: [UInt8]) -> Answer {
        guard bytes.count >= length else { return Answer(result: .malformed, stratum: 0, time: nil) }
        let stratum = Int(bytes[1])
        // Stratum 0 carries a kiss code (RFC 5905, section 7.4): the server is there, and says no.
        guard stratum > 0 else { return Answer(result: .refused, stratum: 0, time: nil) }
        let isAlarmed = bytes[0] >> 6 == 3
        guard !isAlarmed, stratum < unsynchronisedStratum else {
            return Answer(result: .unsynchronised, stratum: stratum, time: nil)
        }
        let sent = number(bytes, at: 40, count: 4)
        guard number(bytes, at: 40, count: 8) != 0 else {
            return Answer(result: .malformed, stratum: stratum, time: nil)
        }
        // The count begins anew in 2036; a first bit of 0 then stands for the years from there on (section 3).
        let era: Int64 = sent >> 31 == 0 ? 1 << 32 : 0
        return Answer(result: .answered, stratum: stratum, time: Timestamp(Int64(sent) + era - epochSeconds))
    }

    private static let unsynchronisedStratum = 16
    /// From 1900, where the count begins, to 1970.
    private static let epochSeconds: Int64 = 2_208_988_800

    private static func number(_ bytes: [UInt8], at place: Int, count: Int) -> UInt64 {
        bytes[place..<place + count].reduce(0) { $0 << 8 | UInt64($1) }
    }
}
