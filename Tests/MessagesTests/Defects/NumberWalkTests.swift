import DutyModel
import Foundation
import Messages
import Testing

/// Every number of every message, put at its bounds and beyond: the decoder refuses it or reads what it says, and goes on.
@Suite("Numbers of messages at their bounds") struct NumberWalkTests {
    /// The ends of every kind of integer, what stands beside them, and texts that only look like numbers.
    static let bounds = [
        "-9223372036854775808", "-1", "0", "1", "2", "255", "256", "36525", "36526", "65535", "65536", "2147483647",
        "2147483648", "4294967295", "4294967296", "9223372036854775806", "9223372036854775807", "9223372036854775808",
        "18446744073709551614", "18446744073709551615", "18446744073709551616",
        "9999999999999999999999999999999999999999", "00", "+1", "-0", "1e9", "0x1", " 1", "1 ", "",
    ]

    /// Those that stand for a part of a moment or of a device key, beside the bounds.
    static let moments = [
        "1969-12-31T23:59:59Z", "1970-01-01T00:00:00Z", "2106-02-07T06:28:15Z", "2106-02-07T06:28:16Z",
        "9999-12-31T23:59:59Z", "0000-01-01T00:00:00Z", "99999-01-01T00:00:00Z", "-0001-01-01T00:00:00Z",
    ]
    static let keys = [
        "P00000000-1", "P4294967295-255", "P4294967296-1", "P00000001-0", "P00000001-256", "P99999999999-1",
        "P00000001--1", "P-0000001-1", "P00000001-18446744073709551616",
    ]

    private let codec = MessageCodec()

    @Test("each is refused or read as what it says")
    func everyNumber() throws {
        var met: Set<String> = []
        var (refused, read) = (0, 0)
        // Members that may be left out are there in one of so many drawings.
        for seed in 0..<6 as Range<UInt64> {
            var source = MessageSource(seed: seed)
            for message in try source.everyMessage() {
                let text = String(decoding: codec.encode(message), as: UTF8.self)
                for place in text.matches(of: /<([A-Za-z]+)>([^<]*)<\//) {
                    let (name, content) = (String(place.1), String(place.2))
                    let values: [String]
                    if content.contains(/^[0-9]{1,20}$/) {
                        met.insert(name)
                        values = Self.bounds
                    } else if content.contains(/^[0-9]{4}-[0-9]{2}-[0-9]{2}T/) {
                        met.insert(name)
                        values = Self.moments
                    } else if content.contains(/^P[0-9]{8,10}-[0-9]{1,3}$/) {
                        met.insert(name)
                        values = Self.keys
                    } else {
                        continue
                    }
                    for value in values {
                        let changed = text.replacingCharacters(
                            in: place.2.startIndex..<place.2.endIndex, with: value)
                        do throws(DutyFailure) {
                            let message = try codec.decode(Array(changed.utf8))
                            read += 1
                            #expect(codec.encode(message) == Array(changed.utf8), "\(name): \(value)")
                        } catch {
                            refused += 1
                        }
                    }
                }
            }
        }
        #expect(try Self.numericElements().subtracting(met) == [], "elements of the schema that the walk never met")
        #expect(refused > 10_000 && read > 5_000, "\(refused) refused, \(read) read")
    }

    /// The names of the schema's elements whose type is a number, a moment or a device key.
    private static func numericElements() throws -> Set<String> {
        let schema = String(decoding: MessageSchema.bytes, as: UTF8.self)
        var types: Set<String> = ["deviceKey"]
        for type in schema.matches(
            of: /<xs:simpleType name="([A-Za-z]+)">.*?<xs:restriction base="([A-Za-z:]+)"/.dotMatchesNewlines())
        where ["xs:unsignedLong", "xs:dateTime"].contains(type.2) {
            types.insert(String(type.1))
        }
        let elements = schema.matches(of: /<xs:element name="([A-Za-z]+)" type="([A-Za-z:]+)"/)
        return Set(elements.filter { types.contains(String($0.2)) }.map { String($0.1) })
    }
}
