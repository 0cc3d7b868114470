import DutyModel
import FundsLedger
import Signing

/// What the back end believes is what devices signed, whoever brought it.
extension AdversaryWorld {
    /// Every key on the books was permitted, and every move of a device's account is that device's own word.
    func checkBooks() {
        let state = service.store.state
        if let broken = state.broken { return breaks("the books: \(broken)") }
        if state.balances.values.reduce(0, +) != 0 { breaks("the balances do not sum to zero") }
        for book in state.devices { check(book) }
    }

    private func check(_ book: DeviceBook) {
        let account = book.account
        guard service.permits[account.psdKey]?.publicKey == account.publicKey else {
            return breaks("the back end licensed a key of \(account.psdKey) that no operator permitted")
        }
        // Devices that left the trial are nobody's any more.
        guard let base = bases.first(where: { $0.serial == account.psdKey.serial }) else { return }
        let ledger = base.ledger
        if let grant = book.grants.first(where: { !ledger.asked.contains($0.operation) }) {
            breaks("the back end granted \(grant.grant.amount) that no device asked for")
        }
        if let withdrawal = book.withdrawal, !ledger.asked.contains(withdrawal.id) {
            breaks("the back end withdrew a device that did not ask for it")
        }
        if book.usage.values.contains(where: { !ledger.records.contains($0.chainHash) }) {
            breaks("the back end booked a record that no device made")
        }
        if book.spoils.keys.contains(where: { !ledger.spoiled.contains($0) }) {
            breaks("the back end took a declaration that no device made")
        }
        if account.standing == .cloneSuspected, !base.isForked {
            breaks("the honest device \(account.psdKey) is suspected of a copy")
        }
        if account.psdKey == base.figures.psdKey,
            base.figures.ascending + base.figures.descending > account.controlTotal.count
        {
            breaks("\(account.psdKey) holds more than the books ever granted it")
        }
    }
}
