import DutyModel
import Exchanges
import FundsLedger
import Signing
import Tablet

extension World {
    /// A question arrives at a site.
    func siteHears(_ question: ServiceQuestion, _ parcel: Parcel) {
        let site = Int(parcel.to.number) - 16
        let machine = Int(parcel.from.number)
        guard sites[site].isUp else { return }
        let start = sites[site].start
        atStep(.requestReceived, machine: machine, site: site)
        if let step = Self.step(ofCommitting: question, in: sites[site].store.state) {
            atStep(step, machine: machine, site: site)
        }
        guard sites[site].isUp, sites[site].start == start else { return }
        guard serves(site) else {
            let failure = DutyFailure(.httpStatus, "This site does not serve.")
            return send(.reply(.failure(failure), nil), from: .site(site), to: parcel.from, exchange: parcel.exchange)
        }
        let held = sites[site].store.log.count
        let reply = answer(question, at: site)
        note("site \(site) \(Self.name(question)): \(Self.words(reply))")
        truthOfTransaction(at: site, since: held, question)
        let isLookup = sites[site].store.log.count == held
        if case .crashBefore = sites[site].strike { return crashSite(site) }
        let news = standingNews(of: question.psdKey, at: site)
        release(
            Site.Errand.reply(
                reply, news, to: parcel.from, exchange: parcel.exchange, heard: isLookup ? nil : question.heard),
            at: site,
            isLookup: isLookup, isUsage: question.isUsage)
    }

    /// A site serves where it takes itself for the primary: the one that is, and an old one that was not told yet.
    private func serves(_ site: Int) -> Bool { pairing.primary == site || office.oldPrimary == site }

    /// The production desk over the simulated books, in one transaction.
    private func answer(_ question: ServiceQuestion, at site: Int) -> Result<ServiceReply, DutyFailure> {
        do throws(DutyFailure) {
            try requireSignatures(question, at: site)
            return try transact(at: site) { desk throws(DutyFailure) in
                try trustAfterRestore(question.heard, desk.books)
                return try desk.carryOut(question, receiptsBy: transactionsSigner) { request throws(DutyFailure) in
                    try admit(request, desk)
                }
            }
        } catch {
            return .failure(error)
        }
    }

    /// One transaction of the desk at a site, whose term must be the one of the books.
    func transact<Result>(
        at site: Int, _ body: (FundsDesk<SimulatedBooks>) throws(DutyFailure) -> Result
    ) throws(DutyFailure) -> Result {
        let epoch = sites[site].epoch
        let signer = keys.signer("funds")
        let desk: (BookStore) -> FundsDesk<SimulatedBooks> = { store in
            FundsDesk(
                books: SimulatedBooks(store: store, bug: self.bug, signer: signer),
                signer: signer, verifier: self.keys.verifier, epoch: epoch,
                now: self.serverClock.time(at: self.now))
        }
        return try sites[site].store.transaction { store throws(DutyFailure) in
            guard store.state.epoch == epoch else { throw DutyFailure(.epochStale, "Another site took over.") }
            return try body(desk(store))
        }
    }
}

extension ServiceQuestion {
    var isUsage: Bool { if case .usage = self { true } else { false } }

    /// The statement in it that the funds service judges.
    var heard: RegisterStatement? {
        switch self {
        case .refill(let request): request.statement
        case .audit(let request): request.statement
        default: nil
        }
    }
}
