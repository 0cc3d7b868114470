import DutyModel
import Exchanges
import FundsLedger

/// What goes with an answer about how its device stands.
struct StandingNews {
    /// The device key.
    let psdKey: PSDKeyID
    /// The signed standing, as it travels.
    let standing: DeviceStanding?
    /// Whether the books lock the device, which nobody in the trial is told but by the standing.
    let isLocked: Bool
    /// The term and the transaction of the books that say so; news of an older one is passed over.
    let term: UInt64
    let transaction: Int

    /// Whether this is at least as new as another.
    func isAsNew(as other: StandingNews) -> Bool { (term, transaction) >= (other.term, other.transaction) }
}

extension World {
    /// The news that goes with an answer of this site.
    func standingNews(of key: PSDKeyID, at site: Int) -> StandingNews? {
        let store = sites[site].store
        guard let account = store.state.book(of: key)?.account else { return nil }
        let travelling = bug == .standingStaysBehind ? nil : account.newestStanding
        return StandingNews(
            psdKey: key, standing: travelling, isLocked: account.standing.told.state.locksFranking,
            term: sites[site].epoch, transaction: store.log.count)
    }

    /// The base took a standing, whether or not its tablet hears so.
    func baseTook(_ standing: DeviceStanding, _ place: Int) {
        if let held = machines[place].tablet.heldBack, held.news.standing == standing {
            takesNote(held.news, place)
        } else if !standing.state.locksFranking {
            // The tablet went down on the way: of which books this is the news, nobody knows any more.
            machines[place].standingHeard = nil
        }
    }

    /// The base took what this answer brought: from now on a device that the books lock franks nothing.
    func takesNote(_ news: StandingNews?, _ place: Int) {
        guard let news, news.psdKey == machines[place].known.psdKey else { return }
        if let before = machines[place].standingHeard, before.psdKey == news.psdKey, !news.isAsNew(as: before) {
            return
        }
        machines[place].standingHeard = news
    }

    /// A device franked: the news that it had must allow it.
    func judgeStanding(_ key: PSDKeyID, _ place: Int) {
        guard let news = machines[place].standingHeard, news.psdKey == key, news.isLocked else { return }
        breaks("\(key) franked after an answer of books that lock it")
    }
}
