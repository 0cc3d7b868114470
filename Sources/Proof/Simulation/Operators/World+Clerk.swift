import BaseProtocol
import DutyModel
import Exchanges
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
        if plan.needsPrints, random.oneIn(3) { return print(place) }
        switch random.below(50) {
        case 0...21: frank(place)
        case 22...31: beginRefill(place)
        case 32: machines[place].tablet.cancelWanted = machines[place].known.outstandingRefill != nil
        case 33...35: spoil(place)
        case 36: crashBase(place, power: random.oneIn(2))
        case 37: crashTablet(place)
        case 38...43: print(place)
        case 44...45: askAfterOpenAct(place)
        case 46...47: askOnceMore(place)
        default: keepImage(place)
        }
    }

    private func frank(_ place: Int) {
        guard let article = Self.article, let state = random.oneIn(30) ? Self.otherState : Self.state else { return }
        let amount = Paise(random.oneIn(25) ? Int64(random.below(400_000)) - 100_000 : Int64(1 + random.below(40_000)))
        ask(for: .frank(FrankingOrder(amount: amount, article: article, state: state)), place)
    }

    /// Franks this much, as the machine's licence allows.
    func frank(_ amount: Paise, _ place: Int) {
        guard let article = Self.article, let state = Self.state else { return }
        ask(for: .frank(FrankingOrder(amount: amount, article: article, state: state)), place)
    }

    private func spoil(_ place: Int) {
        guard let counter = recentImpression(place) else { return }
        ask(for: .spoil(counter), place)
    }

    /// Asks for a print or for another one, whatever came of the last one, or says that one came out.
    private func print(_ place: Int) {
        guard let counter = recentImpression(place), let key = machines[place].known.psdKey else { return }
        let number: DrawingNumber = random.oneIn(4) ? .second : .first
        let isHere = truth.papers[key.serial]?[counter]?.contains(number) == true
        if isHere, random.oneIn(2) { return send(.drawingDelivered(counter: counter, number), place) }
        send(.drawing(counter: counter, number, random.oneIn(4) ? .png : .pdf), place)
        if bug == .deliveredBeforeArrival {
            send(.command(.drawingDelivered(counter: counter, number)), from: .tablet(place), to: .base(place))
        }
    }

    /// A drawing arrived: its file is synced in its place, or a person has it in hand, now or later.
    func drawingArrives(_ counter: UInt32, _ number: DrawingNumber, _ place: Int) {
        guard tabletLives(through: .drawingReceived, place), let key = machines[place].known.psdKey else { return }
        truth.papers[key.serial, default: [:]][counter, default: []].insert(number)
        if random.oneIn(2) { send(.drawingDelivered(counter: counter, number), place) }
    }

    private func recentImpression(_ place: Int) -> UInt32? {
        let count = machines[place].known.itemCount
        return count > 0 ? count - UInt32(random.below(min(3, Int(count)))) : nil
    }

    private func beginRefill(_ place: Int) {
        guard machines[place].tablet.talk == nil, machines[place].known.outstandingRefill == nil,
            machines[place].known.phase == .valid || machines[place].known.phase == .authorised
        else { return }
        let amount = Paise(Int64(1 + random.below(400_000)))
        if plan.needsCancellation, random.oneIn(2) {
            // Given up before the service has heard of it.
            machines[place].tablet.cancelWanted = true
            return ask(for: .unsentRefill(amount), place)
        }
        ask(for: .refill(amount), place)
    }
}
