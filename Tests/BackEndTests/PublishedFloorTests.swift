import DutyModel
import Signing
import Testing

@testable import BackEnd

/// What was published once stays published, whatever restored books know.
@Suite struct PublishedFloorTests {
    private static let signer = Ed25519Signer()
    /// A key for each life.
    private static let keys = (0..<3).map { _ in Ed25519Signer() }

    private func key(_ life: UInt8) -> PSDKeyID { PSDKeyID(serial: PSDSerial(42), life: life) }

    private func entry(
        _ life: UInt8, last: UInt32? = nil, ended: Bool = false, at end: Int64 = 1_790_000_100
    ) throws -> KeyListEntry {
        try KeyListEntry(
            psdKey: key(life), publicKey: Self.keys[Int(life)].publicKey, machine: MachineSerial("M-1"),
            licence: LicenceNumber("L-1"), state: StateCode("MH"), firstCounter: life == 1 ? 1 : 8, lastCounter: last,
            validFrom: Timestamp(1_790_000_000), status: ended ? .withdrawn(at: Timestamp(end)) : .valid)
    }

    private func list(_ entries: [KeyListEntry], _ marks: [StampMark] = []) throws -> KeyList {
        try KeyList.signed(
            KeyListContents(
                demonstration: true, verifyPrefixes: [try VerifyPrefix("HTTP://127.0.0.1:8700/V/")], entries: entries,
                marks: marks, remarks: []),
            version: 1, issuedAt: Timestamp(1_790_000_200), by: Self.signer)
    }

    @Test func `a key that was withdrawn stays so, with its last item number`() throws {
        let out = try entry(1, last: 7, ended: true)
        let floor = PublishedFloor(try list([out]))
        for fresh in [try entry(1), try entry(1, ended: true)] {
            #expect(try floor.raise([fresh], known: [key(1)]) == [out])
        }
        let narrower = try entry(1, last: 9, ended: true)
        #expect(try floor.raise([narrower], known: [key(1)]) == [narrower])
    }

    @Test func `the end of a life whose clock was ahead doesn't come earlier, whatever restored books know`() throws {
        let held = try entry(1, last: 7, ended: true, at: 1_790_000_103)
        let floor = PublishedFloor(try list([held]))
        #expect(try floor.raise([try entry(1, last: 7, ended: true)], known: [key(1)]) == [held])
        let later = try entry(1, last: 9, ended: true, at: 1_790_000_200)
        #expect(try floor.raise([later], known: [key(1)]) == [later])
    }

    @Test func `a key that the books don't know stays listed; one that they leave out does not`() throws {
        let floor = PublishedFloor(try list([try entry(1, last: 7, ended: true), try entry(2)]))
        let raised = try floor.raise([], known: [key(1)])
        #expect(raised.map(\.psdKey) == [key(2)])
    }

    @Test func `a mark stays, and a refund never becomes a spoiled stamp again`() throws {
        let refunded = StampMark(psdKey: key(1), counter: 3, kind: .refunded, at: Timestamp(1_790_000_050))
        let spoiled = StampMark(psdKey: key(1), counter: 3, kind: .spoiled, at: Timestamp(1_790_000_040))
        let held = [try entry(1)]
        let floor = PublishedFloor(try list(held, [refunded]))
        #expect(floor.raise([], on: held) == [refunded])
        #expect(floor.raise([spoiled], on: held) == [refunded])
        #expect(PublishedFloor(try list(held, [spoiled])).raise([refunded], on: held) == [refunded])
        #expect(PublishedFloor(nil).raise([spoiled], on: held) == [spoiled])
    }

    @Test func `a remark stays, from its first item on, until an operator has looked at the device`() throws {
        func remark(_ first: UInt32, since: Int64) throws -> KeyListRemark {
            try KeyListRemark(psdKey: key(1), firstCounter: first, kind: .underExamination, since: Timestamp(since))
        }
        let held = try remark(3, since: 1_790_000_050)
        let list = try KeyList.signed(
            KeyListContents(
                demonstration: true, verifyPrefixes: [try VerifyPrefix("HTTP://127.0.0.1:8700/V/")],
                entries: [try entry(1)], marks: [], remarks: [held]),
            version: 1, issuedAt: Timestamp(1_790_000_200), by: Self.signer)
        let floor = PublishedFloor(list)
        #expect(try floor.raise([], examined: [:]) == [held])
        #expect(try floor.raise([], examined: [key(1): Timestamp(1_790_000_049)]) == [held])
        #expect(try floor.raise([], examined: [key(1): Timestamp(1_790_000_050)]).isEmpty)
        let (narrower, wider) = (try remark(5, since: 1_790_000_060), try remark(2, since: 1_790_000_060))
        #expect(try floor.raise([narrower], examined: [:]) == [held])
        #expect(try floor.raise([wider], examined: [:]) == [wider])
        #expect(try floor.raise([narrower], examined: [key(1): Timestamp(1_790_000_055)]) == [narrower])
    }
}
