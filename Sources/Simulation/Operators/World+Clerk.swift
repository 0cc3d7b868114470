import BaseProtocol
import DutyModel
import SecurityDevice
import Tablet

extension World {
    static let article = try? Article("5(h)(B)")
    static let state = try? StateCode("MH")
    static let otherState = try? StateCode("KA")

    /// A clerk does what clerks do, at any moment.
    func clerkActs(_ place: Int) {
        guard !isHealing, !machines[place].isDead else { return }
        plan(.clerkActs(machine: place), in: random.oneIn(40) ? wait(600_000, 30_000_000) : wait(1_500, 45_000))
        guard machines[place].device != nil else { return }
        if machines[place].oldDisk == nil, machines[place].known.itemCount > 0 || random.oneIn(6) { keepImage(place) }
        switch random.below(46) {
        case 0...21: frank(place)
        case 22...31: beginRefill(place)
        case 32: machines[place].tablet.cancelWanted = machines[place].known.outstanding != nil
        case 33...35: spoil(place)
        case 36: crashBase(place, power: random.oneIn(2))
        case 37: crashTablet(place)
        case 38...43: print(place)
        default: keepImage(place)
        }
    }

    private func frank(_ place: Int) {
        guard let article = Self.article, let state = random.oneIn(30) ? Self.otherState : Self.state else { return }
        let amount = Paise(random.oneIn(25) ? Int64(random.below(400_000)) - 100_000 : Int64(1 + random.below(40_000)))
        command(.frank(FrankingOrder(amount: amount, article: article, state: state)), place)
    }

    /// Franks this much, as the machine's licence allows.
    func frank(_ amount: Paise, _ place: Int) {
        guard let article = Self.article, let state = Self.state else { return }
        command(.frank(FrankingOrder(amount: amount, article: article, state: state)), place)
    }

    private func spoil(_ place: Int) {
        guard let counter = recentImpression(place) else { return }
        command(.spoil(counter: counter), place)
    }

    /// Asks for a print, says that one came out, or asks for another, whatever came of the last one.
    private func print(_ place: Int) {
        guard let counter = recentImpression(place) else { return }
        let number: DrawingNumber = random.oneIn(4) ? .second : .first
        command(
            random.oneIn(3)
                ? .drawingDelivered(counter: counter, number)
                : .drawing(counter: counter, number, random.oneIn(4) ? .png : .pdf), place)
    }

    private func recentImpression(_ place: Int) -> UInt32? {
        let count = machines[place].known.itemCount
        return count > 0 ? count - UInt32(random.below(min(3, Int(count)))) : nil
    }

    private func beginRefill(_ place: Int) {
        guard machines[place].tablet.talk == nil, machines[place].known.outstanding == nil,
            machines[place].known.phase == .valid || machines[place].known.phase == .authorised
        else { return }
        let amount = Paise(Int64(1 + random.below(400_000)))
        if plan.needsCancellation, random.oneIn(2) {
            // Given up before the service has heard of it.
            machines[place].tablet.cancelWanted = true
            return command(.beginRefill(amount: amount), place)
        }
        machines[place].tablet.turn += 1
        begin(.refill(RefillDialogue(.begin(amount), tries: 3)), place)
    }

    /// The clerk's own command to the base, beside whatever dialogue is held.
    private func command(_ command: BaseCommand, _ place: Int) {
        machines[place].tablet.lastExchange += 1
        machines[place].tablet.clerkExchange = machines[place].tablet.lastExchange
        send(
            .command(command), from: .tablet(place), to: .base(place),
            exchange: machines[place].tablet.clerkExchange)
    }

    func clerkHears(_ answer: Result<BaseAnswer, DutyFailure>, _ place: Int) {
        machines[place].tablet.clerkExchange = 0
        // The copy is kept before anything is printed.
        if case .success(.franked(let record)) = answer,
            record.counter > machines[place].tablet.newest?.counter ?? 0
        {
            machines[place].tablet.newest = record
        }
    }
}
