/// How a site's line is measured against the back end: the paths, sizes and texts that both ends know.
public enum LineMeasuring {
    /// Says that the service is there, in a `MeasuringOffer`; a server that answers otherwise is never measured against.
    public static let offerPath = "/measure"
    /// Sends bytes that cannot be compressed.
    public static let downPath = "/measure/down"
    /// Takes bytes, and answers with a `MeasuredUpload`.
    public static let upPath = "/measure/up"
    /// The field of the query that asks `downPath` for fewer bytes.
    public static let bytesField = "bytes"
    /// The most bytes of one measurement, and what is sent where nothing else is asked for: over two seconds at
    /// 384 kbit/s, long enough for the line's own pace to show.
    public static let bytes = 131_072
    /// After so many bytes a count begins, and the slowest count stands. The first bytes fill buffers on the way, and may
    /// seem to come faster than the line is; so may bytes that waited behind a lost packet.
    public static let beginnings = [0, 32_768, 65_536]
    /// A longer upload is answered for what came so far: the doctor gives up after eight seconds.
    public static let uploadMilliseconds: Int64 = 7_000
    /// The content type of both texts.
    public static let contentType = "text/plain; charset=utf-8"

    /// Kilobits a second that a line carries, of bytes and the time in which they came; under a millisecond counts as
    /// one. Each packet of 1,500 bytes has 1,448 of them: a line's pace is named with the rest.
    public static func rate(bytes: Int, microseconds: Int64) -> Int {
        Int(Int64(bytes) * 8_000 * 1_500 / 1_448 / max(microseconds, 1_000))
    }
}

/// Times bytes while they come, at either end; microseconds count from the request.
public struct PaceMeter: Sendable {
    private var begun: [(bytes: Int, microseconds: Int64)] = []
    /// Bytes that came so far.
    public private(set) var bytes = 0
    /// When the last of them came.
    public private(set) var microseconds: Int64 = 0

    /// A meter of nothing.
    public init() {}

    /// Notes how many bytes have come in all by a moment.
    public mutating func note(_ total: Int, at microseconds: Int64) {
        bytes = total
        self.microseconds = microseconds
        let marks = LineMeasuring.beginnings
        if begun.count < marks.count, total >= marks[begun.count] { begun.append((total, microseconds)) }
    }

    /// Bytes and the time in which they came, up to the last byte or to a later moment: the slowest count. Where all
    /// came at once they count from the request on.
    public func counted(until end: Int64? = nil) -> (bytes: Int, microseconds: Int64) {
        let end = end ?? microseconds
        let counts = begun.map { (bytes: bytes - $0.bytes, microseconds: end - $0.microseconds) }
            .filter { $0.bytes > 0 }
        let slowest = counts.min {
            LineMeasuring.rate(bytes: $0.bytes, microseconds: $0.microseconds)
                < LineMeasuring.rate(bytes: $1.bytes, microseconds: $1.microseconds)
        }
        return slowest ?? (bytes, end)
    }
}

/// What the measuring service says of itself.
public struct MeasuringOffer: Hashable, Sendable {
    /// How many machines were seen behind the asking address in the last hour.
    public let machines: Int

    /// An offer.
    public init(machines: Int) { self.machines = machines }

    /// Reads the text of one; nil for anything else.
    public init?(text: String) {
        guard let numbers = MeasuringText.numbers(text, title: Self.title, names: ["machines"]) else { return nil }
        machines = Int(numbers[0])
    }

    /// The offer as it crosses.
    public var text: String { MeasuringText.text(Self.title, [("machines", Int64(machines))]) }

    private static let title = "dutymark-measure 1"
}

/// What the measuring service says of an upload.
public struct MeasuredUpload: Hashable, Sendable {
    /// Bytes that came.
    public let bytes: Int
    /// Bytes that count (`PaceMeter`).
    public let countedBytes: Int
    /// From the request's head to the last byte.
    public let microseconds: Int64
    /// The time in which they came.
    public let countedMicroseconds: Int64

    /// What a meter has counted.
    public init(_ meter: PaceMeter) {
        let counted = meter.counted()
        self.init(
            bytes: meter.bytes, countedBytes: counted.bytes, microseconds: meter.microseconds,
            countedMicroseconds: counted.microseconds)
    }

    /// An upload.
    public init(bytes: Int, countedBytes: Int, microseconds: Int64, countedMicroseconds: Int64) {
        self.bytes = bytes
        self.countedBytes = countedBytes
        self.microseconds = microseconds
        self.countedMicroseconds = countedMicroseconds
    }

    /// Reads the text of one; nil for anything else.
    public init?(text: String) {
        guard let numbers = MeasuringText.numbers(text, title: Self.title, names: Self.names) else { return nil }
        self.init(
            bytes: Int(numbers[0]), countedBytes: Int(numbers[1]), microseconds: numbers[2],
            countedMicroseconds: numbers[3])
    }

    /// The upload as it crosses.
    public var text: String {
        let numbers = [Int64(bytes), Int64(countedBytes), microseconds, countedMicroseconds]
        return MeasuringText.text(Self.title, Array(zip(Self.names, numbers)))
    }

    private static let title = "dutymark-measured-upload 1"
    private static let names = ["bytes", "counted_bytes", "microseconds", "counted_microseconds"]
}

/// A title, then a line for each number.
private enum MeasuringText {
    static func text(_ title: String, _ numbers: [(name: String, value: Int64)]) -> String {
        title + "\n" + numbers.map { "\($0.name) \($0.value)\n" }.joined()
    }

    /// The numbers in the order of their names; nil unless the text is exactly this form.
    static func numbers(_ text: String, title: String, names: [String]) -> [Int64]? {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.count == names.count + 2, lines[0] == title, lines[names.count + 1].isEmpty else { return nil }
        var numbers: [Int64] = []
        for (line, name) in zip(lines.dropFirst(), names) {
            guard line.hasPrefix(name + " "), let number = Int64(line.dropFirst(name.count + 1)),
                (0...mostNumber).contains(number)
            else { return nil }
            numbers.append(number)
        }
        return numbers
    }

    /// No count of these texts is larger.
    private static let mostNumber: Int64 = 1_000_000_000
}
