import BackEnd
import DutyModel
import Exchanges
import FundsLedger
import Messages
import Signing
import Storage
import Testing

/// What the back end knows of a device reaches its machine, and keeps its money where it is.
@Suite struct StandingTests {
    private func newest(_ site: TestSite) async throws -> DeviceStanding? {
        try await site.backEnd.newestStanding(of: site.device.psdKey, for: site.identity)
    }

    /// A site of which the device printed item 1 twice: the first is booked, the second came from a copy.
    private func doubled() async throws -> (TestSite, PaperDevice, PaperDevice, UsageReceipt) {
        let site = try await TestSite()
        var device = site.device
        try await site.refill(&device, .rupees(5_000))
        var copy = device
        copy.time = copy.time.advanced(bySeconds: 1)
        try await site.frank(&device, [.rupees(10), .rupees(500)])
        let receipt = try await site.backEnd.transactions.accept(
            copy.batch([try copy.frank(.rupees(20))]), from: site.caller(.transactions))
        return (site, device, copy, receipt)
    }

    @Test func `each change of how a device stands is signed under the next number`() async throws {
        let site = try await TestSite()
        defer { site.remove() }
        let key = site.device.psdKey
        #expect(try await newest(site) == nil)
        try await site.operate { desk throws(DutyFailure) in try desk.block(key) }
        try await site.operate { desk throws(DutyFailure) in try desk.block(key) }
        let blocked = try #require(try await newest(site))
        try await site.operate { desk throws(DutyFailure) in try desk.unlock(key) }
        let active = try #require(try await newest(site))
        try await site.operate { desk throws(DutyFailure) in try desk.retire(key) }
        let retired = try #require(try await newest(site))
        #expect([blocked, active, retired].map(\.state) == [.blocked, .active, .retired])
        #expect([blocked, active, retired].map(\.reason) == [.machineBlocked, nil, .psdRetired])
        #expect([blocked, active, retired].map(\.number.description) == ["1.1", "1.2", "1.3"])
        for standing in [blocked, active, retired] {
            let fundsKey = site.issued.authorisation.fundsKey
            #expect(Ed25519Verifier().isValid(standing.signature, over: standing.signedForm, by: fundsKey))
        }
        #expect(try await site.count("SELECT COUNT(*) AS n FROM standings") == 3)
        for harm in ["UPDATE standings SET number = 9", "DELETE FROM standings"] as [SQLHarm] {
            await #expect(throws: DutyFailure(.ledgerBroken, "")) { try await harm.done(to: site) }
        }
    }

    @Test func `an answer of every service carries the standing, a refusal too, and signed ones name it`() async throws
    {
        let site = try await TestSite()
        defer { site.remove() }
        var device = site.device
        try await site.refill(&device, .rupees(100))
        let record = try await site.frank(&device, [.rupees(1)])[0]
        let key = device.psdKey
        try await site.operate { desk throws(DutyFailure) in try desk.block(key) }
        let standing = try #require(try await newest(site))
        let funds = try await site.caller(.funds).token
        let transactions = try await site.caller(.transactions).token
        var copy = device
        copy.statementCounter -= 1
        copy.time = copy.time.advanced(bySeconds: 1)
        copy.nextID = 90
        let questions: [(ServiceName, MessageBody, AccessToken?)] = [
            (.distributor, .directoryRequest(DirectoryRequest(psdKey: device.psdKey)), nil),
            (.distributor, .question(.configuration(try device.configuration())), nil),
            (.funds, .question(.refill(try device.request(device.beginRefill(.rupees(1))))), funds),
            (.funds, .question(.audit(try device.audit())), funds),
            (.funds, .question(.withdrawal(try device.withdrawal(device.freshID()))), funds),
            (.transactions, .question(.usage(device.batch([try device.frank(.rupees(1))]))), transactions),
            (.transactions, .question(.spoil(try device.spoil(record))), transactions),
            // Refused: the statement contradicts one that was seen.
            (.funds, .question(.refill(try copy.request(copy.beginRefill(.rupees(1))))), funds),
        ]
        try await site.serving { ports in
            var client = try site.client
            for (service, body, token) in questions {
                client.port = ports.services[service] ?? 0
                let message = MessageEnvelope(
                    id: OperationID(unchecked: Array(repeating: 7, count: 16)), machine: site.machine, token: token,
                    body: body)
                let answer = try await client.exchange(MessageCodec().encode(message), path: "/\(service.rawValue)")
                let reply = try MessageCodec().decode(answer.body)
                let carried = try #require(reply.standing, "\(body) \(reply.body)")
                #expect(carried.number >= standing.number && carried.state != .active)
                switch reply.body {
                case .reply(.refillAnswer(let answer)): #expect(answer.envelope.standing == carried.named)
                case .reply(.auditVerdict(let verdict)): #expect(verdict.standing == carried.named)
                case .reply(.usageReceipt(let receipt)): #expect(receipt.standing == carried.named)
                default: break
                }
            }
        }
        #expect(try await newest(site)?.state == .suspected)
        // Another machine learns nothing of it.
        let foreign = MachineIdentity(machine: try MachineSerial("M-2"), certificateHash: site.certificate.hash)
        #expect(try await site.backEnd.newestStanding(of: device.psdKey, for: foreign) == nil)
    }

    @Test func `the receipt of the upload that betrays a copy says so itself`() async throws {
        let (site, _, _, receipt) = try await doubled()
        defer { site.remove() }
        let standing = try #require(try await newest(site))
        #expect(standing.state == .suspected && standing.reason == .psdCloneSuspected)
        #expect(receipt.standing == standing.named)
        let key = site.issued.authorisation.transactionsKey
        #expect(Ed25519Verifier().isValid(receipt.signature, over: receipt.signedForm, by: key))
    }

    @Test func `a suspected device's refund and settlement need the operator's word, which is kept`() async throws {
        let (site, device, _, _) = try await doubled()
        defer { site.remove() }
        let record = try device.record(
            counter: 2, value: .rupees(500), registers: device.registers, previous: .zero)
        try await site.backEnd.transactions.declare(device.spoil(record), from: site.caller(.transactions))
        let operators = site.backEnd.operators
        func refused(_ command: OperatorCommand, _ code: FailureCode = .psdCloneSuspected) async {
            await #expect(throws: DutyFailure(code, "")) { try await operators.answer(command) }
        }
        await refused(.refund(device.psdKey, counter: 2, although: nil))
        await refused(.refund(device.psdKey, counter: 2, although: " "), .valueMalformed)
        #expect(try await site.balance("customer-funds") == .rupees(95_000))
        guard
            case .refunded(let paid, _, _) = try await operators.answer(
                .refund(device.psdKey, counter: 2, although: "seen at the counter"))
        else { return #expect(Bool(false), "no refund") }
        #expect(paid == .rupees(450))
        _ = try await operators.answer(.retire(device.psdKey))
        // Taken out of use, it is under suspicion still.
        await refused(.settle(device.psdKey, although: nil))
        #expect(try await site.balance("customer-funds") == .rupees(95_450))
        _ = try await operators.answer(.settle(device.psdKey, although: "the copy was destroyed"))
        let words = try await site.backEnd.database.read { (transaction) throws(DutyFailure) in
            try transaction.rows("SELECT act, reason FROM operator_words ORDER BY act").map {
                (row) throws(DutyFailure) in "\(try row.text("act")): \(try row.text("reason"))"
            }
        }
        #expect(
            words == [
                "refund:P00000042-1:2: seen at the counter", "settlement:P00000042-1: the copy was destroyed",
            ])
        try await site.expectSoundLedger()
    }

    @Test(arguments: [FailureCode.psdCloneSuspected, .machineBlocked])
    func `a grant that was decided is not given out to a device that is locked, and is after it was unlocked`(
        _ code: FailureCode
    ) async throws {
        let site = try await TestSite()
        defer { site.remove() }
        var device = site.device
        let key = device.psdKey
        let operation = device.beginRefill(.rupees(700))
        let first = try await site.backEnd.funds.refill(device.request(operation), from: site.caller(.funds))
        if code == .machineBlocked {
            try await site.operate { desk throws(DutyFailure) in try desk.block(key) }
        } else {
            // A copy says something else under the same counter.
            var copy = device
            copy.statementCounter -= 1
            copy.time = copy.time.advanced(bySeconds: 1)
            copy.nextID = 90
            let request = try copy.request(operation)
            await #expect(throws: DutyFailure(code, "")) {
                try await site.backEnd.funds.refill(request, from: site.caller(.funds))
            }
        }
        let again = try device.request(operation)
        await #expect(throws: DutyFailure(code, "")) {
            try await site.backEnd.funds.refill(again, from: site.caller(.funds))
        }
        try await site.operate { desk throws(DutyFailure) in try desk.unlock(key) }
        let request = try device.request(operation)
        let given = try await site.backEnd.funds.refill(request, from: site.caller(.funds))
        #expect(given.answer == first.answer, "the stored bytes, signed before there was a standing")
        #expect(given.envelope.standing == (try await newest(site))?.named)
        try await site.expectSoundLedger()
    }

    @Test func `operators see everything that both devices printed, and which items there are twice`() async throws {
        let (site, device, _, _) = try await doubled()
        defer { site.remove() }
        guard case .suspects(let lines) = try await site.backEnd.operators.answer(.suspects(nil)) else {
            return #expect(Bool(false), "no list")
        }
        let line = try #require(lines.first)
        #expect(lines.count == 1 && line.psdKey == device.psdKey && line.fromItem == 1)
        #expect(line.records.map(\.counter) == [1, 1, 2])
        #expect(line.records.map(\.isDouble) == [true, true, false])
        #expect(line.records.map(\.setAside) == [nil, "usage_conflict", nil])
        #expect(line.records.map(\.value) == [.rupees(10), .rupees(20), .rupees(500)])
        _ = try await site.backEnd.operators.answer(.unlock(device.psdKey))
        guard case .suspects(let none) = try await site.backEnd.operators.answer(.suspects(nil)) else {
            return #expect(Bool(false), "no list")
        }
        #expect(none.isEmpty)
    }

    @Test func `a suspicion lifted of a retired device leaves it retired, and the operator hears so`() async throws {
        let (site, device, _, _) = try await doubled()
        defer { site.remove() }
        _ = try await site.backEnd.operators.answer(.retire(device.psdKey))
        guard case .unlocked(.retired) = try await site.backEnd.operators.answer(.unlock(device.psdKey)) else {
            return #expect(Bool(false), "told otherwise")
        }
        guard case .devices(let lines) = try await site.backEnd.operators.answer(.devices(nil)) else { return }
        #expect(lines.first { $0.psdKey == device.psdKey }?.suspectedSince == nil)
    }

    @Test func `a device that was locked before there were standings is told when the back end opens`() async throws {
        let site = try await TestSite()
        defer { site.remove() }
        for state in ["clone_suspected", "audit_failed"] {
            try await site.backEnd.database.write { (transaction) throws(DutyFailure) -> Void in
                try transaction.execute("UPDATE psds SET standing = \(state), newest_standing = NULL")
            }
            _ = try await BackEndInstallation.open(folder: "\(site.folder)/backend", clock: site.clock)
            #expect(try await newest(site)?.state == (state == "clone_suspected" ? .suspected : nil))
            try await site.backEnd.database.write { (transaction) throws(DutyFailure) -> Void in
                try transaction.execute("UPDATE psds SET newest_standing = NULL")
            }
        }
    }

    @Test func `books that were put back unlock by their higher term what they forgot`() async throws {
        let site = try await TestSite()
        defer { site.remove() }
        let (key, clock) = (site.device.psdKey, site.clock)
        // In the term in which nothing was lost there is nothing to unlock.
        await #expect(throws: DutyFailure(.nothingToSettle, "")) {
            try await site.operate { desk throws(DutyFailure) in try desk.unlock(key) }
        }
        try await site.rememberBooks()
        try await site.operate { desk throws(DutyFailure) in try desk.block(key) }
        let forgotten = try #require(try await newest(site))
        try await site.putBooksBack()
        #expect(try await newest(site) == nil)
        let signer = Ed25519Signer()
        func unlock() async throws {
            try await site.operate { desk throws(DutyFailure) in
                try FundsDesk(
                    books: desk.books, signer: signer, verifier: Ed25519Verifier(), epoch: 2, now: clock.now()
                ).unlock(key)
            }
        }
        try await unlock()
        let standing = try #require(try await newest(site))
        #expect(standing.state == .active && standing.number > forgotten.number)
        #expect(standing.number == StandingNumber(epoch: 2, count: 1))
        await #expect(throws: DutyFailure(.nothingToSettle, "")) { try await unlock() }
    }
}

/// A change that the tables refuse.
private struct SQLHarm: ExpressibleByStringLiteral, Sendable {
    let text: String
    init(stringLiteral text: String) { self.text = text }

    func done(to site: TestSite) async throws {
        let statement = SQLStatement(stringLiteral: text)
        try await site.backEnd.database.write { (transaction) throws(DutyFailure) -> Void in
            try transaction.execute(statement)
        }
    }
}
