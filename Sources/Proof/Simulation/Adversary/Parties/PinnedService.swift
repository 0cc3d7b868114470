import DutyModel
import Exchanges
import FundsLedger
import SecurityDevice
import Signing
import Tablet

/// The back end of a trial: the production desk over simulated books, and what its listeners check before.
struct PinnedService {
    /// What an operator permitted: this key of the device in this machine.
    struct Permit {
        let publicKey: PublicKeyBytes
        let machine: Int
    }

    /// An answer, and the standing that travels with it.
    typealias Told = (reply: Result<ServiceReply, DutyFailure>, standing: DeviceStanding?)

    let store = BookStore()
    /// The keys of the funds service.
    let fundsKeys: FundsKeyLine
    let transactions: SealedKey
    /// The service root, whose private halves nobody but the operators has.
    let root: RootSigners
    /// What the back end shows of its service keys.
    private(set) var serviceKeys: CertifiedServiceKeys
    let verifier: any FormVerifier
    let bug: AdversaryBug?
    /// The term of the funds service.
    private(set) var epoch: UInt64 = 1
    /// The number of the newest certificates.
    private(set) var certificateNumber: UInt64 = 1
    var permits: [PSDKeyID: Permit] = [:]
    /// What receipts cover, by key.
    private(set) var receipts: [PSDKeyID: UInt32] = [:]

    init(vault: KeyVault, bug: AdversaryBug?) throws(DutyFailure) {
        fundsKeys = FundsKeyLine(vault.makeKey())
        transactions = vault.makeKey()
        let keys = (0..<ServiceRoot.keyCount).map { _ in vault.makeKey() }
        root = RootSigners(root: try ServiceRoot(generation: 1, keys: keys.map(\.publicKey)), signers: keys)
        serviceKeys = CertifiedServiceKeys(root: root.root, certificates: [])
        verifier = vault.verifier
        self.bug = bug
        serviceKeys = try certified()
    }

    /// The present funds key.
    var funds: SealedKey { fundsKeys.present }

    /// The service keys under certificates of the newest number.
    private func certified() throws(DutyFailure) -> CertifiedServiceKeys {
        let keys: [(ServiceKeyPurpose, SealedKey)] = [(.funds, funds), (.transactions, transactions)]
        return CertifiedServiceKeys(
            root: root.root,
            certificates: try keys.map { (purpose, key) throws(DutyFailure) in
                try root.certify(
                    key.publicKey, for: purpose, number: certificateNumber, from: Timestamp(0),
                    until: Timestamp.calendar.upperBound)
            })
    }

    static let limits = FrankingLimits(
        cap: .rupees(900), descendingMaximum: .rupees(9_000), impressionsPerInspection: 40,
        valuePerInspection: .rupees(9_000))

    /// Answers a machine, by whose certificate the question came.
    mutating func answer(_ question: ServiceQuestion, from machine: Int, at time: Timestamp) -> Told {
        do throws(DutyFailure) {
            try requireSpeaker(question, machine)
            if bug != .unsignedRequests { try requireSignatures(question) }
        } catch {
            return (.failure(error), nil)
        }
        var told: Told = (.success(.acknowledgement), nil)
        do throws(DutyFailure) {
            told.reply = try transact(at: time) { desk throws(DutyFailure) in
                try desk.carryOut(question, receiptsBy: self.transactions) { request throws(DutyFailure) in
                    try self.admit(request, machine, desk)
                }
            }
        } catch {
            told.reply = .failure(error)
        }
        if case .success(.usageReceipt(let receipt)) = told.reply {
            receipts[receipt.psdKey] = max(receipts[receipt.psdKey] ?? 0, receipt.durableThrough)
        }
        told.standing = store.state.book(of: question.psdKey)?.account.newestStanding
        return told
    }

    /// One transaction of the desk.
    func transact<Result>(
        at time: Timestamp, _ body: (FundsDesk<SimulatedBooks>) throws(DutyFailure) -> Result
    ) throws(DutyFailure) -> Result {
        try store.transaction { store throws(DutyFailure) in
            try body(
                FundsDesk(
                    books: SimulatedBooks(store: store, bug: nil, signer: funds), signer: funds,
                    earlierKeys: fundsKeys.followed.map(\.publicKey), verifier: verifier, epoch: epoch, now: time))
        }
    }

    /// The funds service starts in a higher term, as after a restore, and its keys are certified anew.
    mutating func beginTerm() {
        epoch += 1
        certificateNumber += 1
        serviceKeys = (try? certified()) ?? serviceKeys
        _ = try? store.transaction { [epoch] store throws(DutyFailure) in try store.write(.common { $0.epoch = epoch })
        }
    }

    /// Another funds key follows; the old one signs nothing any more, and under the next each device is told anew how it stands.
    mutating func succeedFundsKey(by next: SealedKey, at time: Timestamp) throws(DutyFailure) {
        fundsKeys.follow(by: next)
        certificateNumber += 1
        serviceKeys = try certified()
        for device in store.state.devices where device.account.newestStanding != nil {
            try transact(at: time) { desk throws(DutyFailure) in try desk.tellAnew(device.account.psdKey) }
        }
    }

    /// Whether the funds service really signed this, with the key that is obeyed; with any that it had, where none is named.
    func didSign(_ signature: SignatureBytes, over form: CanonicalForm, obeyed: PublicKeyBytes? = nil) -> Bool {
        fundsKeys.didSign(signature, over: form, obeyed: obeyed)
    }

    /// What the listeners check first: one request speaks of one device, and the machine of the certificate holds it.
    private func requireSpeaker(_ question: ServiceQuestion, _ machine: Int) throws(DutyFailure) {
        let key = question.psdKey
        if let statement = question.statement, statement.psdKey != key {
            throw DutyFailure(.valueMalformed, "The request and its statement name two devices.")
        }
        if case .configuration = question { return }
        guard let account = store.state.book(of: key)?.account else {
            throw DutyFailure(.psdUnknown, "The device is not enrolled.")
        }
        guard account.machine == World.machineSerials[machine] else {
            throw DutyFailure(.psdNotOfMachine, "The machine does not hold \(key).")
        }
    }
}

extension ServiceQuestion {
    /// The statement in it, of a question that names the device beside it.
    fileprivate var statement: RegisterStatement? {
        if case .refill(let request) = self { request.statement } else { nil }
    }
}
