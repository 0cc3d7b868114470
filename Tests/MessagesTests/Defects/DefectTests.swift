import DutyModel
import Foundation
import Testing

@testable import Messages

@Suite("Each defect is refused by its own code")
struct DefectTests {
    let codec = MessageCodec()

    @Test("of the files", arguments: Defect.all)
    func refused(defect: Defect) throws {
        let bytes = [UInt8](try Data(contentsOf: defect.file))
        let failure = #expect(throws: DutyFailure.self) { try codec.decode(bytes) }
        #expect(failure?.code == defect.code, "\(failure?.description ?? "")")
        #expect(failure.map { $0.message.utf8.count < 200 } == true)
    }

    @Test("and every file has its defect in the list")
    func filesAndList() throws {
        let files = try FileManager.default.contentsOfDirectory(atPath: Defect.folder.path)
        #expect(files.sorted() == Defect.all.map { $0.name + ".xml" }.sorted())
    }

    @Test("A message of more bytes than allowed is refused unread")
    func tooLong() throws {
        let bytes = Array(repeating: UInt8(ascii: " "), count: codec.limits.bytes + 1)
        #expect(throws: DutyFailure(.xmlTooLarge, "")) { try codec.decode(bytes) }
    }

    // What makes libxml2 slow never reaches it: the scan stops within its limits, whatever follows.
    @Test("200,000 attributes are refused at the fifth")
    func attributes() throws {
        let bytes = Array(("<envelope" + (0..<200_000).map { " a\($0)=\"\"" }.joined() + "/>").utf8)
        #expect(try scanned(bytes, refusedBy: .xmlTooManyAttributes) < 64)
    }

    @Test("A name of a megabyte is refused at its 65th byte")
    func name() throws {
        let bytes = Array(("<" + String(repeating: "n", count: 1_000_000) + "/>").utf8)
        #expect(try scanned(bytes, refusedBy: .xmlNameTooLong) < 80)
    }

    @Test("A text of a megabyte is refused at its 8,193rd byte")
    func text() throws {
        let bytes = Array(("<a>" + String(repeating: "t", count: 1_000_000) + "</a>").utf8)
        #expect(try scanned(bytes, refusedBy: .xmlTextTooLong) < 8_300)
    }

    @Test("A million levels are refused at the ninth")
    func depth() throws {
        let bytes = Array(String(repeating: "<a>", count: 1_000_000).utf8)
        #expect(try scanned(bytes, refusedBy: .xmlTooDeep) < 64)
    }

    // How many bytes the scan looked at before it refused.
    private func scanned(_ bytes: [UInt8], refusedBy code: FailureCode) throws -> Int {
        try bytes.withUnsafeBufferPointer { buffer in
            var scan = MessageScan(bytes: buffer, limits: MessageLimits())
            let failure = #expect(throws: DutyFailure.self) { try scan.run() }
            try #require(failure?.code == code)
            return scan.place
        }
    }
}
