import DutyModel
import Exchanges
import Signing
import Testing

@testable import BackEnd

/// What of the key list goes out where not everything fits.
@Suite struct KeyListFitTests {
    private static let now = Timestamp(1_795_600_000)
    /// Bounds that a few marks pass.
    private static let bounds: KeyListBounds = {
        var bounds = KeyListBounds()
        (bounds.marksOfDevice, bounds.marksOfCustomer, bounds.marks) = (3, 5, 8)
        (bounds.keys, bounds.remarks) = (6, 4)
        return bounds
    }()

    private static func key(_ serial: UInt32, _ life: UInt8 = 1) -> PSDKeyID {
        PSDKeyID(serial: PSDSerial(serial), life: life)
    }

    private static func entry(
        _ serial: UInt32, life: UInt8 = 1, first: UInt32 = 1, last: UInt32? = nil, publicKey: UInt8? = nil,
        from: Int64 = 1_790_000_000, status: KeyStatus = .valid
    ) throws -> KeyListEntry {
        let byte = publicKey ?? UInt8(truncatingIfNeeded: serial) &* 8 &+ life
        return try KeyListEntry(
            psdKey: key(serial, life), publicKey: PublicKeyBytes(unchecked: Array(repeating: byte, count: 32)),
            machine: MachineSerial("M-1"), licence: LicenceNumber("L-1"), state: StateCode("MH"), firstCounter: first,
            lastCounter: last, validFrom: Timestamp(from), status: status)
    }

    private static func marks(
        _ serial: UInt32, _ counters: ClosedRange<UInt32>, _ kind: StampMark.Kind = .spoiled
    ) -> [StampMark] {
        counters.map { StampMark(psdKey: key(serial), counter: $0, kind: kind, at: now) }
    }

    private static func remark(_ serial: UInt32, from first: UInt32 = 1, _ kind: KeyListRemark.Kind) throws
        -> KeyListRemark
    { try KeyListRemark(psdKey: key(serial), firstCounter: first, kind: kind, since: Timestamp(1_795_000_000)) }

    /// Devices 1 and 2 are A's, 3 is B's, 4 is C's; the books don't know 5.
    private static func facts(
        _ marks: [StampMark], entries: [KeyListEntry]? = nil, remarks: [KeyListRemark] = []
    ) throws -> KeyListFit.Facts {
        var customers: [PSDKeyID: CustomerAccount] = [:]
        for (serial, customer) in [(1, "A"), (2, "A"), (3, "B"), (4, "C")] as [(UInt32, String)] {
            for life in UInt8(1)...3 { customers[key(serial, life)] = try CustomerAccount(customer) }
        }
        return KeyListFit.Facts(
            entries: try entries ?? (1...5).map { try entry($0) }, marks: marks, remarks: remarks,
            customers: customers, now: now)
    }

    private struct Row {
        let name: String
        let marks: [StampMark]
        /// How many marks of each kind go out, by device.
        let left: [UInt32: Int]
        /// The devices that are suspended.
        let suspended: Set<UInt32>
        let shortfalls: Int
        var suspendedBefore: [PSDKeyID: Timestamp] = [:]
    }

    private static let table = [
        Row(name: "nothing is marked", marks: [], left: [:], suspended: [], shortfalls: 0),
        Row(
            name: "all fits", marks: marks(1, 1...3) + marks(3, 1...3) + marks(4, 1...2),
            left: [1: 3, 3: 3, 4: 2], suspended: [], shortfalls: 0),
        Row(
            name: "one device has too many, and is alone in it", marks: marks(1, 1...4) + marks(2, 1...2),
            left: [1: 3, 2: 2], suspended: [1], shortfalls: 1),
        Row(
            name: "refunds go first", marks: marks(1, 1...4) + marks(1, 70...71, .refunded),
            left: [1: 3], suspended: [1], shortfalls: 1),
        Row(
            name: "a customer has too many: each of his keys is suspended",
            marks: marks(1, 1...3) + marks(2, 1...3) + marks(4, 1...3), left: [1: 3, 2: 2, 4: 3], suspended: [1, 2],
            shortfalls: 1),
        Row(
            name: "a device that the books don't know is by itself", marks: marks(5, 1...9), left: [5: 3],
            suspended: [5], shortfalls: 1),
        Row(
            name: "all together are too many: who has most gives way",
            marks: marks(1, 1...2) + marks(2, 1...2) + marks(3, 1...3) + marks(4, 1...2), left: [3: 3, 4: 2],
            suspended: [1, 2], shortfalls: 1),
        Row(
            name: "who gave way before gives way again",
            marks: marks(1, 1...2) + marks(2, 1...2) + marks(3, 1...3) + marks(4, 1...2), left: [1: 2, 2: 2, 4: 2],
            suspended: [3], shortfalls: 1, suspendedBefore: [key(3): Timestamp(1_795_000_000)]),
        Row(
            name: "declarations give way before refunds",
            marks: marks(1, 1...2, .refunded) + marks(2, 1...3) + marks(3, 1...3) + marks(4, 1...1),
            left: [1: 2, 3: 3, 4: 1],
            suspended: [1, 2], shortfalls: 1),
    ]

    @Test(arguments: table.indices)
    func `marks that don't fit suspend their keys and nobody else's`(index: Int) throws {
        let row = Self.table[index]
        var facts = try Self.facts(row.marks)
        facts.suspended = row.suspendedBefore
        let fit = try KeyListFit(facts, bounds: Self.bounds)
        let left = Dictionary(grouping: fit.marks) { $0.psdKey.serial.number }.mapValues(\.count)
        #expect(left == row.left, "\(row.name)")
        #expect(Set(fit.remarks.map(\.psdKey.serial.number)) == row.suspended, "\(row.name)")
        #expect(fit.remarks.allSatisfy { $0.kind == .suspended && $0.firstCounter == 1 && $0.lastCounter == nil })
        #expect(fit.shortfalls.count == row.shortfalls && fit.entries.count == 5)
        let refunds = row.marks.filter { $0.kind == .refunded }
        #expect(Set(fit.marks).isSuperset(of: refunds))
        // What was suspended stays so from the same moment, and the next list says the same.
        var next = facts
        next.suspended = Dictionary(uniqueKeysWithValues: fit.remarks.map { ($0.psdKey, $0.since) })
        next.now = Self.now.advanced(byDays: 1)
        let again = try KeyListFit(next, bounds: Self.bounds)
        #expect(Set(again.remarks) == Set(fit.remarks) && Set(again.marks) == Set(fit.marks))
    }

    @Test func `a public key stands once in the list: for who had it first`() throws {
        let entries = [try Self.entry(1, publicKey: 7, from: 1_790_000_060), try Self.entry(2, publicKey: 7)]
        var facts = try Self.facts(Self.marks(1, 1...1), entries: entries)
        let older = try KeyListFit(facts, bounds: Self.bounds)
        #expect(older.entries.map(\.psdKey) == [Self.key(2)] && older.marks.isEmpty)
        #expect(older.shortfalls == [.doubled(Self.key(1), Self.key(2))])
        facts.listed = [Self.key(1)]
        #expect(try KeyListFit(facts, bounds: Self.bounds).entries.map(\.psdKey) == [Self.key(1)])
    }

    @Test func `a life ends before the next one begins`() throws {
        let rows: [(last: UInt32?, next: UInt32, left: [UInt32?])] = [
            (9, 10, [9, nil]), (nil, 10, [9, nil]), (12, 10, [9, nil]), (nil, 1, [nil]),
        ]
        for row in rows {
            let entries = [try Self.entry(1, last: row.last), try Self.entry(1, life: 2, first: row.next)]
            let fit = try KeyListFit(Self.facts([], entries: entries), bounds: Self.bounds)
            #expect(fit.entries.map(\.lastCounter) == row.left, "\(row)")
        }
    }

    @Test func `of too many keys and remarks, what was published first stays`() throws {
        let entries = try (1...8).map { try Self.entry($0, from: 1_790_000_000 + Int64($0)) }
        var facts = try Self.facts([], entries: entries)
        facts.listed = [Self.key(8)]
        let fit = try KeyListFit(facts, bounds: Self.bounds)
        #expect(fit.entries.map(\.psdKey.serial.number) == [1, 2, 3, 4, 5, 8])
        #expect(fit.shortfalls == [.leftOut(Self.key(6)), .leftOut(Self.key(7))])
        let remarks = try (1...5).map { try Self.remark($0, .underExamination) }
        let remarked = try KeyListFit(Self.facts([], remarks: remarks), bounds: Self.bounds)
        // Nothing is proof of a stamp of which not all can be said.
        #expect(remarked.entries.map(\.psdKey.serial.number) == [1, 2, 3, 4] && remarked.remarks.count == 4)
    }

    @Test func `of a revoked key nothing else is said, and a blocked one is suspended once`() throws {
        let revoked = KeyStatus.revoked(at: Self.now, reason: "stolen")
        let entries = [try Self.entry(1, status: revoked), try Self.entry(2), try Self.entry(3)]
        let remarks = try [
            Self.remark(1, .underExamination), Self.remark(2, from: 4, .suspended),
            Self.remark(2, from: 4, .underExamination),
            Self.remark(3, .suspended),
        ]
        let marks = Self.marks(1, 1...4) + Self.marks(2, 1...4)
        let fit = try KeyListFit(Self.facts(marks, entries: entries, remarks: remarks), bounds: Self.bounds)
        #expect(fit.marks.allSatisfy { $0.psdKey == Self.key(2) } && !fit.remarks.contains { $0.psdKey == Self.key(1) })
        let second = fit.remarks.filter { $0.psdKey == Self.key(2) && $0.kind == .suspended }
        #expect(second.map(\.firstCounter) == [1] && second.map(\.since) == [Timestamp(1_795_000_000)])
        #expect(fit.remarks.contains(remarks[3]))
    }

    private struct AnySignature: FormVerifier {
        func isValid(_ signature: SignatureBytes, over form: CanonicalForm, by key: PublicKeyBytes) -> Bool { true }
    }

    @Test func `whatever there is, each form is signed, and no stamp is good for want of its mark`() throws {
        var random = SystemRandomNumberGenerator()
        let prefix = try VerifyPrefix("HTTP://127.0.0.1:8700/V/")
        for _ in 0..<40 {
            var marks: Set<StampMark> = []
            for serial in UInt32(1)...5 {
                for counter in UInt32(1)...5 where Bool.random(using: &random) {
                    let kind = StampMark.Kind.allCases.randomElement(using: &random) ?? .spoiled
                    marks.insert(StampMark(psdKey: Self.key(serial), counter: counter, kind: kind, at: Self.now))
                }
            }
            var facts = try Self.facts(Array(marks))
            if Bool.random(using: &random) { facts.entries.append(try Self.entry(6, publicKey: 9)) }
            let fit = try KeyListFit(facts, bounds: Self.bounds)
            let contents = KeyListContents(
                demonstration: true, verifyPrefixes: [prefix], entries: fit.entries, marks: fit.marks,
                remarks: fit.remarks)
            for list in try contents.signed(version: 1, issuedAt: Self.now, by: Ed25519Signer()) {
                for mark in marks {
                    let record = StampRecord(
                        psdKey: mark.psdKey, counter: mark.counter, value: .rupees(1), time: Self.now,
                        state: try StateCode("MH"), article: try Article("4"))
                    let code = try StampCode.encode(SignedStamp(record: record, signature: .unsigned), prefix: prefix)
                    if case .genuine = StampVerifier(signatures: AnySignature()).judge(code, against: list) {
                        Issue.record("\(mark) is told as good in \(list.format)")
                    }
                }
            }
        }
    }
}
