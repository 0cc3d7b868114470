import DutyModel

/// A moment in UTC, in whole seconds. One that no message can write is written as it is, for the other side to refuse.
extension Timestamp: Leaf {
    @usableFromInline package var textWidth: Int { isWritable ? 20 : description.utf8.count }

    @usableFromInline package func putText(at place: UnsafeMutablePointer<UInt8>) {
        guard isWritable else {
            for (index, byte) in description.utf8.enumerated() { place[index] = byte }
            return
        }
        let date = CivilDate(dayNumber: seconds / 86_400)
        let second = UInt64(seconds % 86_400)
        place.putDecimal(UInt64(date.year), width: 4)
        place[4] = UInt8(ascii: "-")
        (place + 5).putDecimal(UInt64(date.month), width: 2)
        place[7] = UInt8(ascii: "-")
        (place + 8).putDecimal(UInt64(date.day), width: 2)
        place[10] = UInt8(ascii: "T")
        (place + 11).putDecimal(second / 3600, width: 2)
        place[13] = UInt8(ascii: ":")
        (place + 14).putDecimal(second / 60 % 60, width: 2)
        place[16] = UInt8(ascii: ":")
        (place + 17).putDecimal(second % 60, width: 2)
        place[19] = UInt8(ascii: "Z")
    }

    @usableFromInline package init?(text: LeafText, _ bounds: MomentBounds) {
        guard let moment = text.moment, moment <= bounds.last else { return nil }
        self = moment
    }

    @usableFromInline package static func sample(_ bounds: MomentBounds) -> Timestamp { Timestamp(0) }

    @usableFromInline package static func form(_ bounds: MomentBounds) -> LeafForm {
        let pattern = "[0-9]{4}-[0-9]{2}-[0-9]{2}T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]Z"
        let facets = [("pattern", pattern), ("minInclusive", "1970-01-01T00:00:00Z")]
        let broken = [
            "", "1969-12-31T23:59:59Z", "2026-11-24T06:00:00", "2026-11-24T06:00:00+05:30", "2026-02-30T06:00:00Z",
            "2026-11-24T24:00:00Z", "2026-11-24T06:00:00.5Z",
        ]
        return switch bounds {
        case .calendar:
            LeafForm(
                "moment", "A moment in UTC, in whole seconds (RFC 3339), from 1970 to 9999.", holds: "moment",
                base: "dateTime", facets, broken: broken + ["10000-01-01T00:00:00Z"])
        case .stampCode:
            LeafForm(
                "stampMoment", "A moment that fits the four bytes of a stamp code.", holds: "moment until 2106-02-07",
                base: "dateTime", facets + [("maxInclusive", "2106-02-07T06:28:15Z")],
                broken: broken + ["2106-02-07T06:28:16Z"])
        }
    }

    @inlinable package func append(to binary: inout BinaryWriter) { binary.append(number: seconds) }
    @inlinable package init(from binary: inout BinaryReader) throws(DutyFailure) { self.init(try binary.number()) }
    @usableFromInline package func append(to form: inout CanonicalForm) { form.append(self) }

    private var isWritable: Bool { Self.calendar.contains(self) }
}

/// Which moments a field may hold.
@usableFromInline package enum MomentBounds: Hashable, Sendable {
    /// Those that messages can write: 1970 to 9999.
    case calendar
    /// Those that fit a stamp code: 1970 to 2106.
    case stampCode

    /// The last of them.
    var last: Timestamp {
        switch self {
        case .calendar: Timestamp.calendar.upperBound
        case .stampCode: Timestamp(Int64(UInt32.max))
        }
    }
}

extension Visitor {
    /// A field that holds a moment.
    @inlinable package mutating func field(
        _ name: StaticString, _ value: Timestamp?, _ says: StaticString = ""
    ) throws(Refusal) -> Timestamp {
        try field(name, value, .calendar, says)
    }
}
