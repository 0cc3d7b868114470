import DutyModel
import Foundation
import Testing

@Suite("Names and byte values") struct NameTests {
    @Test("a device key has one way to be written")
    func keyRoundTrip() throws {
        let key = PSDKeyID(serial: PSDSerial(42), life: 1)
        #expect(key.description == "P00000042-1")
        #expect(try PSDKeyID("P00000042-1") == key)
        let largest = PSDKeyID(serial: PSDSerial(.max), life: .max)
        #expect(try PSDKeyID(largest.description) == largest)
    }

    @Test(
        "other ways are refused",
        arguments: [
            "", "P", "P42-1", "P00000042", "P00000042-0", "P00000042-01", "P00000042-256", "p00000042-1",
            "P00000042-1-1", "P00000042-", "-1", "P4294967296-1", "P+0000042-1", "P0000004２-1", " P00000042-1",
        ])
    func keyRefused(text: String) {
        #expect(throws: DutyFailure(.valueMalformed, "")) { try PSDKeyID(text) }
    }

    @Test("bytes are written as lower-case digits and read back")
    func hexadecimal() throws {
        let nonce = try #require(Nonce((0..<16).map { UInt8($0 * 17) }))
        #expect(nonce.hex == "00112233445566778899aabbccddeeff")
        #expect(try Nonce(hex: nonce.hex) == nonce)
        #expect(Nonce([1, 2, 3]) == nil)
        #expect(Hexadecimal.decode("".utf8) == [])
    }

    @Test(
        "other digits and lengths are refused",
        arguments: [
            "", "00112233445566778899aabbccddee", "00112233445566778899AABBCCDDEEFF",
            "00112233445566778899aabbccddeeff00", "0011223344556677 8899aabbccddeef",
            "00112233445566778899aabbccddeefg", "0x112233445566778899aabbccddeeff",
        ])
    func hexadecimalRefused(text: String) {
        #expect(throws: DutyFailure(.valueMalformed, "")) { try Nonce(hex: text) }
    }

    @Test("a name keeps to capitals, digits and hyphens")
    func named() throws {
        #expect(try MachineSerial("B700-0001").text == "B700-0001")
        for text in ["", "b700", "B 700", "B700\n", "Ｂ700", String(repeating: "A", count: 33)] {
            #expect(throws: DutyFailure(.valueMalformed, "")) { try MachineSerial(text) }
        }
    }

    @Test("values pass through JSON unchanged, and bad ones do not enter by it")
    func codable() throws {
        let key = PSDKeyID(serial: PSDSerial(7), life: 2)
        let json = try JSONEncoder().encode([key])
        #expect(String(decoding: json, as: UTF8.self) == #"["P00000007-2"]"#)
        #expect(try JSONDecoder().decode([PSDKeyID].self, from: json) == [key])
        #expect(throws: DutyFailure.self) { try JSONDecoder().decode([Nonce].self, from: Data(#"["00"]"#.utf8)) }
        #expect(throws: DutyFailure(.stateUnknown, "")) {
            try JSONDecoder().decode([StateCode].self, from: Data(#"["XX"]"#.utf8))
        }
    }

    @Test("states and articles")
    func instruments() throws {
        #expect(try StateCode("MH").letters == "MH")
        for text in ["mh", "XX", "", "MAH"] {
            #expect(throws: DutyFailure(.stateUnknown, "")) { try StateCode(text) }
        }
        #expect(try Article("5(h)(B)").text == "5(h)(B)")
        for text in ["", "h5", "5 (h)", "5(h)(B)(ii)(a)", "5\u{301}", "5;"] {
            #expect(throws: DutyFailure(.instrumentUnknown, "")) { try Article(text) }
        }
    }
}
