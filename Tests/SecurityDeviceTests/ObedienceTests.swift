import DutyModel
import Exchanges
import Signing
import DeviceSimulation
import Testing

@testable import SecurityDevice

/// Whom a device obeys: the keys that its service root vouches for, and nobody who merely holds the tablet.
@Suite struct ObedienceTests {
    private let root: ModelRoot
    private let mine = TestSigner(name: "funds")
    private let receipts = TestSigner(name: "transactions")

    init() throws { root = try ModelRoot() }

    /// A device that waits for its licence and obeys the root.
    private func pinned() throws -> DeviceBench {
        var bench = try DeviceBench()
        try bench.device.pinRoot(root.root)
        try bench.device.initialise(serial: DeviceBench.key.serial, life: 1)
        return bench
    }

    private func keys(
        number: UInt64 = 1, until: Timestamp = Timestamp.calendar.upperBound
    ) throws -> CertifiedServiceKeys {
        try root.serviceKeys(funds: mine.publicKey, transactions: receipts.publicKey, number: number, until: until)
    }

    /// A device with root and licence, after its first audit.
    private func valid(until: Timestamp = Timestamp.calendar.upperBound) throws -> DeviceBench {
        var bench = try pinned()
        try bench.device.takeServiceKeys(try keys(until: until))
        try license(&bench)
        try bench.audit()
        return bench
    }

    private func license(_ bench: inout DeviceBench) throws {
        let (terms, signature) = try bench.funds.authorisation(
            for: try #require(bench.device.state.psdKey), publicKey: DeviceBench.signer.publicKey)
        try bench.device.authorise(terms, signature: signature, at: bench.reading)
    }

    /// The licence that whoever holds the tablet writes himself.
    private func forgedLicence(_ bench: DeviceBench) throws -> (Authorisation, SignatureBytes) {
        let thief = TestSigner(name: "thief")
        let (good, _) = try bench.funds.authorisation(
            for: try #require(bench.device.state.psdKey), publicKey: DeviceBench.signer.publicKey)
        let terms = Authorisation(
            psdKey: good.psdKey, psdPublicKey: good.psdPublicKey, machine: good.machine, licence: good.licence,
            state: good.state, customer: good.customer, limits: good.limits, fundsKey: thief.publicKey,
            transactionsKey: thief.publicKey, issuedAt: good.issuedAt)
        return (terms, try thief.sign(terms.signedForm))
    }

    @Test func `a licence by a key that its holder made is refused`() throws {
        var bench = try pinned()
        let (terms, signature) = try forgedLicence(bench)
        func attempt() -> FailureCode? {
            refusal { try bench.device.authorise(terms, signature: signature, at: bench.reading) }
        }
        #expect(attempt() == .serviceKeyUnknown)
        try bench.device.takeServiceKeys(try keys())
        #expect(attempt() == .serviceKeyUnknown)
        try license(&bench)
        #expect(bench.device.status(at: bench.reading).phase == .authorised)
    }

    @Test func `without a root a later life obeys only the keys of the life before`() throws {
        var bench = try DeviceBench.valid(funds: .zero)
        try bench.withdraw()
        _ = try bench.device.withdrawalConfirmation(at: bench.reading)
        let disk = bench.disk
        try bench.device.destroyKey()
        bench.device = try DeviceBench.open(disk)
        #expect(bench.device.state.obedience.licensed?.funds == mine.publicKey)
        let other = LicensedKeys(
            funds: TestSigner(name: "thief").publicKey, transactions: TestSigner(name: "thief").publicKey)
        #expect(throws: DutyFailure.self) {
            var state = bench.device.state
            state.obedience.licensed = other
            try state.requireKnownKeys(try #require(state.authorisation))
        }
    }

    @Test func `a root enters once, and only a root that it signed follows it`() throws {
        var bench = try pinned()
        try bench.device.pinRoot(root.root)
        let foreign = try ModelRoot(name: "foreign")
        #expect(refusal { try bench.device.pinRoot(foreign.root) } == .serviceRootPinned)
        let next = try ModelRoot(name: "next", generation: 2)
        let forged = RootSuccession(next: next.root, signatures: try foreign.signers.succeed(by: next.root).signatures)
        func shown(_ successions: [RootSuccession]) throws -> CertifiedServiceKeys {
            try next.serviceKeys(funds: mine.publicKey, transactions: receipts.publicKey, successions: successions)
        }
        let before = bench.device.stateHash
        for refused in [try shown([forged]), try shown([RootSuccession(next: next.root, signatures: [])])] {
            #expect(refusal { try bench.device.takeServiceKeys(refused) } == .signatureBad)
        }
        try bench.device.takeServiceKeys(try shown([]))
        #expect(bench.device.stateHash == before, "what another root certified is nothing")
        let single = try root.signers.succeed(by: next.root).signatures[0]
        let doubled = RootSuccession(next: next.root, signatures: [single, single])
        #expect(refusal { try bench.device.takeServiceKeys(try shown([doubled])) } == .signatureBad)
        try bench.device.takeServiceKeys(try shown([try root.signers.succeed(by: next.root)]))
        #expect(bench.device.serviceRoot == next.root)
        #expect(try DeviceBench.open(bench.disk.afterPowerCut()).serviceRoot == next.root)
        try bench.device.pinRoot(root.root)
        #expect(bench.device.serviceRoot == next.root, "the base's file may be older than the journal")
    }

    @Test func `a device that slept over two successions follows both, and what the first root certified ends`() throws
    {
        var bench = try pinned()
        let leaked = TestSigner(name: "leaked")
        try bench.device.takeServiceKeys(
            try root.serviceKeys(funds: leaked.publicKey, transactions: receipts.publicKey, number: .max))
        let (second, third) = (
            try ModelRoot(name: "second", generation: 2), try ModelRoot(name: "third", generation: 3)
        )
        let successions = [
            try root.signers.succeed(by: second.root), try second.signers.succeed(by: third.root),
        ]
        func shown(_ successions: [RootSuccession]) throws -> CertifiedServiceKeys {
            try third.serviceKeys(
                funds: mine.publicKey, transactions: receipts.publicKey, successions: successions)
        }
        #expect(refusal { try bench.device.takeServiceKeys(try shown([successions[1]])) } == .signatureBad)
        try bench.device.takeServiceKeys(try shown(successions))
        bench.device = try DeviceBench.open(bench.disk.afterPowerCut())
        #expect(bench.device.serviceRoot == third.root)
        try license(&bench)
        try bench.audit()
    }

    @Test func `an audit names the root that is obeyed, where it is asked to`() throws {
        var bench = try valid()
        var rootless = try DeviceBench.valid()
        for (namesRoot, expected) in [(false, nil), (true, root.root.fingerprint)] as [(Bool, ContentHash?)] {
            for isRootless in [false, true] {
                func ask(_ bench: inout DeviceBench) throws -> AuditRequest {
                    try bench.device.beginAudit(id: bench.id(), at: bench.reading)
                    return try bench.device.auditRequest(
                        nonce: bench.nonce(), namesRoot: namesRoot, at: bench.reading)
                }
                let request = try isRootless ? ask(&rootless) : ask(&bench)
                #expect(request.root == (isRootless ? nil : expected))
                try TestVerifier().require(
                    request.signature, over: request.signedForm, by: DeviceBench.signer.publicKey, on: "audit request")
            }
        }
        bench.device = try DeviceBench.open(bench.disk)
        try bench.audit()
    }

    @Test func `a long list of signatures is cut before it is written down`() throws {
        var bench = try pinned()
        let keys = try keys()
        let junk = RootSignature(key: mine.publicKey, signature: Samples.signature)
        let swollen = CertifiedServiceKeys(
            root: keys.root,
            certificates: keys.certificates.map {
                $0.signed($0.signatures + Array(repeating: junk, count: 500))
            })
        try bench.device.takeServiceKeys(swollen)
        #expect(bench.device.state.obedience.certificates[.funds]?.signatures.count == ServiceRoot.keyCount)
    }

    @Test func `certificates have numbers that never fall`() throws {
        var bench = try pinned()
        try bench.device.takeServiceKeys(try keys(number: 5))
        let before = bench.device.stateHash
        try bench.device.takeServiceKeys(try keys(number: 5))
        try bench.device.takeServiceKeys(try keys(number: 4))
        #expect(bench.device.stateHash == before)
        let other = try root.serviceKeys(
            funds: TestSigner(name: "other").publicKey, transactions: receipts.publicKey, number: 5)
        #expect(refusal { try bench.device.takeServiceKeys(other) } == .serviceKeyUnknown)
        let older = try root.serviceKeys(
            funds: TestSigner(name: "stolen").publicKey, transactions: receipts.publicKey, number: 1)
        try bench.device.takeServiceKeys(older)
        #expect(bench.device.state.obedience.certificates[.funds]?.key == mine.publicKey)
    }

    @Test func `a refill outstanding over a succession takes its stored answer under the old key`() throws {
        var bench = try valid()
        var request = try bench.ask(.rupees(500))
        let decided = try bench.funds.answer(request, refuses: false).answer
        let next = TestSigner(name: "next funds")
        try bench.device.takeServiceKeys(
            try root.serviceKeys(funds: next.publicKey, transactions: receipts.publicKey, number: 2))
        // Asked again, the service gives what it decided before, in an envelope under its new key.
        request = try bench.device.refillRequest(nonce: bench.nonce(), at: bench.reading)
        func envelope(by signer: TestSigner) throws -> EnvelopedRefillAnswer {
            return EnvelopedRefillAnswer(
                answer: decided,
                envelope: try AnswerEnvelope(
                    answerHash: decided.hash, nonce: request.nonce, epoch: 1, time: bench.funds.time
                ).signed(by: signer))
        }
        bench.device = try DeviceBench.open(bench.disk.afterPowerCut())
        #expect(
            refusal { _ = try bench.device.applyRefill(try envelope(by: mine), at: bench.reading) } == .signatureBad)
        _ = try bench.device.applyRefill(try envelope(by: next), at: bench.reading)
        #expect(bench.device.status(at: bench.reading).registers.descending == .rupees(500))
        // The next refill is decided under the new key alone.
        request = try bench.ask(.rupees(1))
        let stale = try bench.funds.answer(request, refuses: false)
        #expect(refusal { _ = try bench.device.applyRefill(stale, at: bench.reading) } == .signatureBad)
    }

    @Test func `what is signed outside the certificate's time counts for nothing`() throws {
        let end = DeviceBench.start.advanced(byDays: 10)
        var bench = try valid(until: end)
        bench.wait(days: 10)
        #expect(refusal { try bench.audit() } == .serviceKeyExpired)
        #expect(refusal { try bench.refill(.rupees(5)) } == .serviceKeyExpired)
        let receipt = try bench.funds.receipt(for: DeviceBench.key, of: [], through: 0)
        #expect(refusal { try bench.device.applyReceipt(receipt) } == .serviceKeyExpired)
        // The machine's own clock has no say: the service's answers of before still count.
        bench.funds.time = end.advanced(bySeconds: -1)
        try bench.audit()
        bench.wait(days: 1)
        try bench.device.takeServiceKeys(try keys(number: 2))
        try bench.audit()
    }

    /// The bytes of what a licensed device without a root knows: no root, no certificate, the two keys of its licence,
    /// and no earlier key.
    static let encodedWithoutRoot = 1 + 4 + 1 + 2 * PublicKeyBytes.length + 4

    @Test func `a snapshot of version 4 ends before whom the device obeys, which is then the keys of its licence`()
        throws
    {
        var bench = try DeviceBench.valid()
        try bench.frank(.rupees(5))
        let state = bench.device.state
        let older = [0, 4] + SnapshotSurgery.withoutMarks(state).dropFirst(2).dropLast(Self.encodedWithoutRoot)
        #expect(try DeviceState(encoded: older) == state)
        #expect(state.obedience.licensed?.funds == mine.publicKey)
        #expect(refusal { _ = try DeviceState(encoded: older + [0]) } == .journalDamaged)
    }

    @Test func `a device without a root takes no service keys, and goes on as it was licensed`() throws {
        var bench = try DeviceBench.valid()
        #expect(refusal { try bench.device.takeServiceKeys(try keys()) } == .serviceKeyUnknown)
        try bench.device.pinRoot(root.root)
        try bench.audit()
        try bench.device.takeServiceKeys(try keys())
        try bench.audit()
        try bench.frank(.rupees(5))
    }
}
