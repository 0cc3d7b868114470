import BaseProtocol
import DutyModel
import Exchanges
import SecurityDevice
import Tablet

/// A clerk asks a machine for something by the name of an act, and is told what became of it.
extension World {
    /// How long a clerk waits for the base, in milliseconds, and how often the tablet asks before it says that it isn't
    /// known.
    private static let clerkPatience: Int64 = 2_000
    private static let clerkTries = 3

    /// The clerk asks for something new.
    func ask(for wish: ClerkWish, _ place: Int) {
        guard let act = newAct(place) else { return }
        clerks.note(act, wish, place)
        give(wish, act, place)
    }

    /// The clerk asks for something new that takes a dialogue; gives the dialogue.
    func clerkTalk(_ wish: ClerkWish, _ place: Int) -> Talk? {
        guard let act = newAct(place) else { return nil }
        clerks.note(act, wish, place)
        machines[place].tablet.talkAct = act
        return wish.talk(act, recordsPerBatch: 2 + random.below(7))
    }

    /// The clerk asks once more for something that came to its end, by the same name: the same form sent twice.
    func askOnceMore(_ place: Int) {
        guard let entry = clerks.settled(at: place, &random), entry.id.serial.number == machines[place].serial else {
            return
        }
        if entry.wish.command(entry.id) == nil, machines[place].tablet.talk != nil { return }
        note("the clerk asks machine \(place) once more for what is \(entry.told?.rawValue ?? "")")
        give(entry.wish, entry.id, place)
    }

    /// A name for a new act. The form may be some acts old when it is sent.
    private func newAct(_ place: Int) -> ActID? {
        guard let serial = machines[place].known.psdKey?.serial else { return nil }
        let mark = machines[place].known.actMark
        let age = random.oneIn(4) ? UInt64(random.below(3)) : 0
        return ActID(on: serial, mark: mark - min(mark, age), random: OneNumber(number: random.next()))
    }

    private func give(_ wish: ClerkWish, _ act: ActID, _ place: Int) {
        if let talk = wish.talk(act, recordsPerBatch: 2 + random.below(7)) {
            machines[place].tablet.turn += 1
            machines[place].tablet.talkAct = act
            return begin(talk, place)
        }
        guard let command = wish.command(act) else { return }
        // A tablet that goes down in this very step leaves the command unsent.
        guard tabletLives(through: .commandSent, place) else { return }
        if plan.needsLostActs, !isHealing, random.oneIn(3) { loseCommandOrAnswer(place) }
        send(command, of: act, place)
    }

    private func loseCommandOrAnswer(_ place: Int) {
        let node: Node = random.oneIn(2) ? .base(place) : .tablet(place)
        network.planned[Int(node.number)] = random.oneIn(3) ? .delay : .loss
    }

    /// The clerk's own line to the base, beside whatever dialogue is held.
    func send(_ command: BaseCommand, of act: ActID? = nil, _ place: Int, tries: Int = clerkTries) {
        machines[place].tablet.lastExchange += 1
        let exchange = machines[place].tablet.lastExchange
        machines[place].tablet.clerk = ClerkLine(exchange: exchange, command: command, act: act, triesLeft: tries)
        plan(.clerkWaited(machine: place, exchange: exchange), in: Self.clerkPatience)
        send(.command(command), from: .tablet(place), to: .base(place), exchange: exchange)
    }

    /// Asks the base what became of an act.
    func askOutcome(of act: ActID, _ place: Int, tries: Int = clerkTries) {
        guard tabletLives(through: .outcomeAsked, place) else { return }
        send(.outcome(of: act), of: act, place, tries: tries - 1)
    }

    /// The clerk looks after one of the acts whose outcome isn't known, where the line is free.
    func askAfterOpenAct(_ place: Int) {
        guard machines[place].tablet.clerk == nil else { return }
        let open = clerks.open(at: place).filter { $0 != machines[place].tablet.talkAct }
        guard !open.isEmpty else { return }
        askOutcome(of: open[random.below(open.count)], place)
    }

    /// The base did not answer the clerk in time.
    func clerkWaited(_ place: Int, exchange: UInt32) {
        guard let line = machines[place].tablet.clerk, line.exchange == exchange else { return }
        machines[place].tablet.clerk = nil
        guard let act = line.act else { return }
        note("the clerk at machine \(place) gets no answer")
        if bug == .brokenLinkIsNotDone { return tell(act, .notDone, place) }
        tell(act, .notKnown, place)
        if line.triesLeft > 0 { askOutcome(of: act, place, tries: line.triesLeft) }
    }

    /// The base answered the clerk.
    func clerkHears(_ answer: Result<BaseAnswer, DutyFailure>, _ line: ClerkLine, _ place: Int) {
        if case .success(.outcome) = answer {
            guard tabletLives(through: .outcomeHeard, place) else { return }
        }
        machines[place].tablet.clerk = nil
        if case .success(let answer) = answer { keep(answer, to: line.command, place) }
        guard let act = line.act else { return }
        switch answer {
        case .success(.outcome(let outcome)): hear(outcome, of: act, place)
        case .success(.refillBegun): tell(act, .notKnown, place)
        case .success: tell(act, .done, place)
        case .failure(let failure):
            tell(act, failure.outcome, place)
            if failure.outcome == .notKnown, line.triesLeft > 0 { askOutcome(of: act, place, tries: line.triesLeft) }
        }
    }

    /// What the tablet holds on to.
    private func keep(_ answer: BaseAnswer, to command: BaseCommand, _ place: Int) {
        switch (command, answer) {
        // The copy is kept before anything is printed.
        case (_, .franked(let record)) where record.counter > machines[place].tablet.newest?.counter ?? 0:
            machines[place].tablet.newest = record
        case (.drawing(let counter, let number, _), .drawing): drawingArrives(counter, number, place)
        default: break
        }
    }

    private func hear(_ outcome: ActOutcome, of act: ActID, _ place: Int) {
        switch outcome {
        case .notKnown(.tooOld), .notKnown(.anotherDevice): clerks.change(act) { $0.isBeyondTelling = true }
        default:
            tell(act, ActReport(act, outcome).outcome, place)
            clerks.change(act) { $0.isByAsking = true }
        }
    }

    /// The dialogue in which the tablet brought an act about is over.
    func clerkHears(_ end: Talk.End, _ place: Int) {
        guard let act = machines[place].tablet.talkAct, let entry = clerks[act] else { return }
        machines[place].tablet.talkAct = nil
        // That a command was never sent speaks of this time: what was done when it was asked for before stays done.
        if !entry.isOpen, end.failure?.code == .linkDown { return }
        let outcome = entry.wish.told(after: end)
        tell(act, outcome, place)
        if outcome == .notKnown, machines[place].tablet.clerk == nil { askOutcome(of: act, place) }
    }
}

/// A clerk's own command that waits for its answer.
struct ClerkLine {
    let exchange: UInt32
    let command: BaseCommand
    /// The act that it is about, whether it carries it out or asks for its outcome.
    let act: ActID?
    /// How often the tablet still asks what became of the act.
    let triesLeft: Int
}

/// One number, drawn before.
struct OneNumber: RandomSource {
    let number: UInt64
    func next() -> UInt64 { number }
}
