import ProgramRunning
import Testing

/// What a machine acknowledged over many lives, compared with what it and its back end hold.
struct KillLedger {
    private let place: SystemPlace
    private let seed: UInt64
    private var deeds = AcknowledgedDeeds()
    private var codes: [Int: AcknowledgedDeeds.Impression] = [:]
    private var newest: AcknowledgedDeeds.Impression?

    init(place: SystemPlace, seed: UInt64) {
        self.place = place
        self.seed = seed
    }

    /// Takes in what was acknowledged between a start and its kill.
    mutating func add(_ more: AcknowledgedDeeds) {
        deeds.add(more)
        for impression in more.impressions {
            let earlier = codes.updateValue(impression, forKey: impression.counter)
            #expect(earlier == nil, "seed \(seed): counter \(impression.counter) was given out twice")
        }
        newest = more.impressions.max { $0.counter < $1.counter } ?? newest
    }

    /// The registers against what was acknowledged and what the back end granted; `context` says when that was.
    func compareRegisters(_ context: String) async throws {
        let status = try await place.status()
        let registers = status.registers
        #expect(registers.ascending + registers.descending == registers.controlTotal, "\(context)")
        #expect(["authorised", "valid"].contains(status.state), "\(context): \(status)")
        #expect((newest?.counter ?? 0) <= status.itemCount, "\(context): an acknowledged impression is missing")
        #expect(deeds.impressions.reduce(0) { $0 + $1.value } <= registers.ascending, "\(context)")
        #expect(deeds.refilled <= registers.controlTotal, "\(context): an acknowledged refill is missing")
        let granted = try await place.books.number("SELECT COALESCE(SUM(amount_paise), 0) FROM grants")
        // A refill that was granted but not yet applied is still pending in the machine.
        let owed = [registers.controlTotal, registers.controlTotal + (status.pendingRefill?.amount ?? 0)]
        #expect(owed.contains(granted), "\(context): granted \(granted), the machine holds \(owed)")
    }

    /// Lets the machine finish what was begun, and compares everything with the back end's tables.
    func settleAndCompareWithBackEnd() async throws {
        let finished = try await place.machine("refill")
        #expect(finished.status == 0 || finished.errors.contains("[refill_none_outstanding]"), "\(finished)")
        try await place.done("upload")
        try await place.done("audit")
        let status = try await place.status()
        #expect(status.pendingRefill == nil && status.outbox.unsent == 0, "seed \(seed): \(status)")
        let books = place.books
        let granted = try await books.number("SELECT SUM(amount_paise) FROM grants WHERE confirmed_at IS NOT NULL")
        #expect(granted == status.registers.controlTotal, "seed \(seed)")
        #expect(try await books.balance("psd-value") == status.registers.descending, "seed \(seed)")
        #expect(try await books.balance("consumed-duty") == status.registers.ascending, "seed \(seed)")
        #expect(try await books.balance("in-transit") == 0, "seed \(seed)")
        let deposits = try await books.number(
            "SELECT -SUM(amount_paise) FROM ledger_legs WHERE account = 'external-cash'")
        #expect(
            try await books.balance("customer-funds") + status.registers.controlTotal == deposits, "seed \(seed)")
        try await books.expectSound("seed \(seed), at the end")
        try await compareRecords(status)
    }

    /// Every impression once, with the value and signature that were acknowledged.
    private func compareRecords(_ status: MachineStatus) async throws {
        let rows = try await place.books.rows(
            "SELECT counter, value_paise, stamp_signature FROM usage_records ORDER BY counter")
        var counters: [Int] = []
        var sum: Int64 = 0
        for row in rows {
            let columns = row.split(separator: "|")
            guard columns.count == 3, let counter = Int(columns[0]), let value = Int64(columns[1]) else {
                throw RunFailure("no usage record: \(row)")
            }
            counters.append(counter)
            sum += value
            guard let acknowledged = codes[counter] else { continue }
            #expect(acknowledged.value == value, "seed \(seed), item \(counter)")
            let signature = try acknowledged.signature()
            #expect(signature == columns[2], "seed \(seed), item \(counter) was signed twice")
        }
        #expect(
            counters == Array(1..<status.itemCount + 1), "seed \(seed): the back end's records have gaps or doubles")
        #expect(sum == status.registers.ascending, "seed \(seed)")
        #expect(codes.keys.allSatisfy { $0 <= counters.count }, "seed \(seed)")
    }
}
