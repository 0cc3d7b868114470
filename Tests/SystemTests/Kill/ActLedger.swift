import DutyModel
import Exchanges
import ProgramRunning
import Signing
import Testing

/// What people were told of their acts, compared with what the machine and the back end's tables hold.
struct ActLedger {
    let place: SystemPlace
    let seed: UInt64

    /// Every act against the books, both ways: what was told as done is there once, what was told as not done is not
    /// there, and nothing is there that nobody was told of.
    func compare(_ acts: [ToldAct]) async throws {
        for act in acts {
            let open = act.told.outcome == .notKnown
            #expect(!open || act.deed?.isFinished == false, "seed \(seed): nobody knows what became of \(act)")
        }
        try await compareImpressions(acts)
        try await compareRefills(acts)
        try await compareSpoils(acts)
        try await compareLives(acts)
    }

    private func compareImpressions(_ acts: [ToldAct]) async throws {
        let rows = try await place.books.rows(
            "SELECT counter, value_paise, stamp_signature FROM usage_records ORDER BY counter")
        var held: [UInt32: (value: Int64, signature: String)] = [:]
        for row in rows {
            let columns = row.split(separator: "|").map(String.init)
            guard columns.count == 3, let counter = UInt32(columns[0]), let value = Int64(columns[1]) else {
                throw RunFailure("no usage record: \(row)")
            }
            held[counter] = (value, columns[2])
        }
        var told: Set<UInt32> = []
        for act in acts {
            guard case .frank(let amount) = act.wish, case .done(let made) = act.told else { continue }
            guard let counter = made?.stamp.counter ?? act.deed?.impression else {
                Issue.record("seed \(seed): an impression without a number: \(act)")
                continue
            }
            #expect(told.insert(counter).inserted, "seed \(seed): item \(counter) was told to two people")
            #expect(held[counter]?.value == amount.count, "seed \(seed): item \(counter), told as \(amount)")
            guard let made else { continue }
            let prefix = try VerifyPrefix(made.code[...(made.code.lastIndex(of: "/") ?? made.code.startIndex)])
            let signature = try StampCode.decode(made.code, prefixes: [prefix]).signature.hex
            #expect(signature == held[counter]?.signature, "seed \(seed): item \(counter) was signed twice")
        }
        #expect(told == Set(held.keys), "seed \(seed): impressions of which nobody was told")
        #expect(held.count == (held.keys.max().map(Int.init) ?? 0), "seed \(seed): the items have gaps")
    }

    /// Refills by their operation: several acts may be about one, and it is granted once or not at all.
    private func compareRefills(_ acts: [ToldAct]) async throws {
        var granted: [OperationID: Paise] = [:]
        for act in acts {
            let isDone = act.told.outcome == .done
            switch (act.wish, act.deed) {
            case (.refill, .refill(let operation, let decision?)?), (.takeUp, .refill(let operation, let decision?)?):
                var isGranted = false
                if case .granted = decision { isGranted = true }
                #expect(isGranted == isDone, "seed \(seed): \(act)")
                if isGranted { granted[operation.id] = operation.amount }
            case (.cancel, .cancellation(let operation, let decision?)?):
                #expect((decision == .cancelled) == isDone, "seed \(seed): \(act)")
                if case .granted = decision { granted[operation.id] = operation.amount }
            case (.refill, _), (.takeUp, _), (.cancel, _):
                #expect(!isDone, "seed \(seed): told as done, and the device knows of nothing: \(act)")
            default: break
            }
        }
        let sum = granted.values.reduce(Int64(0)) { $0 + $1.count }
        let books = try await place.books.number("SELECT COALESCE(SUM(amount_paise), 0) FROM grants")
        #expect(books == sum + Self.firstRefill, "seed \(seed): \(granted.count) refills were told as granted")
    }

    /// What the machine was given before the load, in paise.
    static let firstRefill: Int64 = 500_000

    private func compareSpoils(_ acts: [ToldAct]) async throws {
        let held = Set(try await place.books.rows("SELECT counter FROM spoils").compactMap { UInt32($0) })
        for act in acts {
            guard case .spoil(let item) = act.wish else { continue }
            #expect(held.contains(item) == (act.told.outcome == .done), "seed \(seed): item \(item): \(act.told)")
        }
    }

    /// Withdrawals by their operation, and the lives that began.
    private func compareLives(_ acts: [ToldAct]) async throws {
        var removed: [OperationID: Paise] = [:]
        var lives: Set<String> = []
        for act in acts {
            switch (act.wish, act.deed) {
            case (.withdraw, .withdrawal(let id, let amount?)?):
                #expect(act.told.outcome == .done, "seed \(seed): \(act)")
                // An act that found it ended does not know the amount.
                removed[id] = max(removed[id] ?? .zero, amount)
            case (.nextLife, .lifeBegun(let key)?):
                #expect(act.told.outcome == .done, "seed \(seed): \(act)")
                #expect(lives.insert(key.description).inserted, "seed \(seed): \(key) began twice")
            case (.withdraw, _), (.nextLife, _): #expect(act.told.outcome == .notDone, "seed \(seed): \(act)")
            default: break
            }
        }
        let held = try await place.books.rows("SELECT operation_id, removed_paise FROM withdrawals ORDER BY 1")
        #expect(held == removed.map { "\($0.key.hex)|\($0.value.count)" }.sorted(), "seed \(seed)")
        let keys = try await place.books.rows(
            "SELECT psd_key FROM psds WHERE psd_key LIKE 'P9%' AND psd_key NOT LIKE '%-1'")
        #expect(Set(keys) == lives, "seed \(seed)")
    }

    /// Lets the machine finish what was begun, and compares its registers with the back end's tables, to the paisa.
    func settle() async throws {
        let finished = try await place.machine("refill")
        #expect(finished.status == 0 || finished.errors.contains("[refill_none_outstanding]"), "\(finished)")
        try await place.done("audit")
        try await place.done("upload")
        let status = try await place.status()
        let (registers, books) = (status.registers, place.books)
        #expect(registers.ascending + registers.descending == registers.controlTotal)
        #expect(status.pendingRefill == nil && status.outbox.unsent == 0, "seed \(seed): \(status)")
        let granted = try await books.number("SELECT SUM(amount_paise) FROM grants WHERE confirmed_at IS NOT NULL")
        let removed = try await books.number("SELECT COALESCE(SUM(removed_paise), 0) FROM withdrawals")
        #expect(granted - removed == registers.controlTotal, "seed \(seed)")
        #expect(try await books.balance("psd-value") == registers.descending, "seed \(seed)")
        #expect(try await books.balance("consumed-duty") == registers.ascending, "seed \(seed)")
        #expect(try await books.balance("in-transit") == 0, "seed \(seed)")
        let deposits = try await books.number(
            "SELECT -SUM(amount_paise) FROM ledger_legs WHERE account = 'external-cash'")
        #expect(try await books.balance("customer-funds") + registers.controlTotal == deposits, "seed \(seed)")
        try await books.expectSound("seed \(seed), at the end")
    }
}

extension ActDeed {
    /// The impression that an act made.
    fileprivate var impression: UInt32? { if case .franked(let counter) = self { counter } else { nil } }
}
