import BaseProtocol
import DutyModel
import Exchanges
import Testing

@testable import Tablet

/// Every way through a refill and its cancellation.
@Suite struct RefillDialogueTests {
    private static let begun = Turn(.base(.refillBegun(Sample.operation)), "base status")
    private static let looked = Turn(Sample.status(refill: Sample.operation), "base refillRequest")
    private static let asked = Turn(
        .base(
            .refillRequest(
                RefillRequest(
                    operation: Sample.operation, nonce: Sample.nonce, statement: Sample.statement,
                    signature: Sample.signature))), "funds refill")
    private static let answered = Turn(.service(.refillAnswer(Sample.envelope)), "base applyRefill")
    private static let granted = Turn(.base(.refillDecided(.granted(controlTotalAfter: .rupees(5)))), "base status")
    private static let registers = Turn(Sample.status(), "done granted")

    private static let beginning = [
        Way("granted", Turn(.began, "base beginRefill"), begun, looked, asked, answered, granted, registers),
        Way(
            "refused", Turn(.began, "base beginRefill"), begun, looked, asked, answered,
            Turn(
                .base(.refillDecided(.refused(reason: .accountFundsShort, maximumAllowed: .rupees(1)))),
                "done refused")),
        Way(
            "the base refuses to begin", Turn(.began, "base beginRefill"),
            .fails(.refillOutstanding, "fails refill_outstanding")),
        Way(
            "whether it was begun is unknown", Turn(.began, "base beginRefill"),
            .fails(.linkBroken, "fails link_broken")),
        Way(
            "the answer is lost twice, then there", Turn(.began, "base beginRefill"), begun, looked, asked,
            .fails(.httpTimeout, "pause"), Turn(.resumed, "base status"), looked, asked,
            .fails(.commitUnknown, "pause"),
            Turn(.resumed, "base status"), looked, asked, answered, granted, registers),
        Way(
            "the tries end", Turn(.began, "base beginRefill"), begun, .fails(.linkDown, "pause"),
            Turn(.resumed, "base status"), .fails(.linkDown, "pause"), Turn(.resumed, "base status"),
            .fails(.linkDown, "fails link_down")),
        Way(
            "applied, but the base's answer is lost", Turn(.began, "base beginRefill"), begun, looked, asked, answered,
            .fails(.linkDown, "pause"), Turn(.resumed, "base status"),
            Turn(Sample.status(last: Sample.answer(.granted(controlTotalAfter: .rupees(5)))), "base status"),
            registers),
        Way(
            "a failure that asking again cannot mend", Turn(.began, "base beginRefill"), begun, looked, asked,
            .fails(.machineBlocked, "fails machine_blocked")),
        Way(
            "an answer of another kind", Turn(.began, "base beginRefill"), begun, looked, asked,
            Turn(.service(.acknowledgement), "fails message_unexpected")),
        Way(
            "grants are missing there, once", Turn(.began, "base beginRefill"), begun, looked, asked,
            .fails(.grantsMissing, "base grants"), Turn(Sample.grants, "funds grantReport"),
            Turn(.service(.acknowledgement), "base refillRequest"), asked, answered, granted, registers),
        Way(
            "grants are missing again after the report", Turn(.began, "base beginRefill"), begun, looked, asked,
            .fails(.grantsMissing, "base grants"), Turn(Sample.grants, "funds grantReport"),
            Turn(.service(.acknowledgement), "base refillRequest"), asked,
            .fails(.grantsMissing, "fails grants_missing")),
        Way(
            "grants are missing that the device no longer holds", Turn(.began, "base beginRefill"), begun, looked,
            asked,
            .fails(.grantsMissing, "base grants"), Turn(.base(.grants([])), "fails grants_missing")),
        Way(
            "the report is lost and made again", Turn(.began, "base beginRefill"), begun, looked, asked,
            .fails(.grantsMissing, "base grants"), Turn(Sample.grants, "funds grantReport"),
            .fails(.connectionLost, "pause"), Turn(.resumed, "base status"), looked, asked,
            .fails(.grantsMissing, "base grants"), Turn(Sample.grants, "funds grantReport"),
            Turn(.service(.acknowledgement), "base refillRequest"), asked, answered, granted, registers),
    ]

    @Test(arguments: beginning.indices) func `a refill from its beginning`(_ index: Int) {
        follow(Self.beginning[index], RefillDialogue(.begin(.rupees(5)), tries: 3))
    }

    @Test func `under a name the beginning is asked for again, and what was decided before is taken`() {
        let act = ActID(unchecked: Array(repeating: 4, count: ActID.length))
        let again = Way(
            "whether it was begun is unknown", Turn(.began, "base beginRefill"), .fails(.linkBroken, "pause"),
            Turn(.resumed, "base beginRefill"), Self.begun, Self.looked)
        follow(again, RefillDialogue(.begin(.rupees(5)), tries: 3, act: act))
        let decision = RefillDecision.granted(controlTotalAfter: .rupees(5))
        let before = Way(
            "it was decided before", Turn(.began, "base beginRefill"),
            Turn(.base(.outcome(.done(.refill(Sample.operation, decision)))), "base status"), Self.registers)
        follow(before, RefillDialogue(.begin(.rupees(5)), tries: 3, act: act))
        let refused = Way(
            "refused", Turn(.began, "base beginRefill"), .fails(.refillOutstanding, "fails refill_outstanding"))
        follow(refused, RefillDialogue(.begin(.rupees(5)), tries: 3, act: act))
    }

    /// A command that was lost may come after the next try was refused, so the base is asked before anybody says “not done”.
    @Test func `a refusal after a try that was lost leaves open what becomes of it`() throws {
        let act = ActID(unchecked: Array(repeating: 4, count: ActID.length))
        let lost = DialogueEvent.failed(DutyFailure(.linkBroken, "It broke."))
        let refused = DialogueEvent.failed(DutyFailure(.refillOverMaximum, "It is too much."))
        #expect(Self.outcome([.began, refused], .begin(.rupees(5)), act) == .notDone)
        #expect(Self.outcome([.began, lost, .resumed, refused], .begin(.rupees(5)), act) == .notKnown)
        let none = DialogueEvent.failed(DutyFailure(.refillNoneOutstanding, "None is outstanding."))
        #expect(Self.outcome([.began, Sample.status(), none], .takeUp, act) == .notDone)
        let began = [DialogueEvent.began, .base(.refillBegun(Sample.operation))]
        let outstanding = Sample.status(refill: Sample.operation)
        #expect(Self.outcome(began + [outstanding, none], .begin(.rupees(5)), act) == .notKnown)
        #expect(Self.outcome([.began, outstanding, outstanding, none], .cancel, act) == .notKnown)
    }

    /// Found by a seed: the status was lost, and a late answer decided the refill before the base had heard of the act.
    @Test(arguments: [RefillDialogue.Wish.takeUp, .cancel])
    func `a late answer that decides a refill is no deed of the act that came too late`(_ wish: RefillDialogue.Wish) {
        let act = ActID(unchecked: Array(repeating: 4, count: ActID.length))
        let decided = Sample.status(last: Sample.answer(.granted(controlTotalAfter: .rupees(5))))
        let command = wish == .cancel ? "base refillRequest cancellation" : "base refillRequest"
        let way = Way(
            "decided meanwhile", Turn(.began, "base status"), Self.found, .fails(.linkDown, "pause"),
            Turn(.resumed, "base status"), Turn(decided, command),
            .fails(.refillNoneOutstanding, "fails refill_none_outstanding"))
        follow(way, RefillDialogue(wish, tries: 3, act: act))
        // What nobody asked for by a name is done whoever did it.
        let unnamed = Way(
            "decided meanwhile", Turn(.began, "base status"), Self.found, .fails(.linkDown, "pause"),
            Turn(.resumed, "base status"), Turn(decided, "base status"), Self.registers)
        follow(unnamed, RefillDialogue(wish, tries: 3))
    }

    private static func outcome(
        _ events: [DialogueEvent], _ wish: RefillDialogue.Wish, _ act: ActID
    ) -> KnownOutcome? {
        var dialogue = RefillDialogue(wish, tries: 3, act: act)
        for event in events {
            if case .failure(let failure)? = dialogue.next(event).result { return failure.outcome }
        }
        return nil
    }

    private static let takingUp = [
        Way(
            "nothing is outstanding", Turn(.began, "base status"),
            Turn(Sample.status(), "fails refill_none_outstanding")),
        Way("the base is not there", Turn(.began, "base status"), .fails(.linkDown, "fails link_down")),
        Way(
            "granted", Turn(.began, "base status"), Turn(Sample.status(refill: Sample.operation), "base status"),
            looked,
            asked, answered, granted, registers),
    ]

    @Test(arguments: takingUp.indices) func `a refill that is outstanding`(_ index: Int) {
        follow(Self.takingUp[index], RefillDialogue(.takeUp, tries: 3))
    }

    private static let found = Turn(Sample.status(refill: Sample.operation), "base status")
    private static let looking = Turn(Sample.status(refill: Sample.operation), "base refillRequest cancellation")
    private static let cancellation = Turn(
        .base(
            .refillRequest(
                RefillRequest(
                    .cancellation, operation: Sample.operation, nonce: Sample.nonce, statement: Sample.statement,
                    signature: Sample.signature))), "funds cancellation")
    private static let cancelling = [
        Way(
            "nothing is outstanding", Turn(.began, "base status"),
            Turn(Sample.status(), "fails refill_none_outstanding")),
        Way(
            "cancelled", Turn(.began, "base status"), found, looking, cancellation, answered,
            Turn(.base(.refillDecided(.cancelled)), "done cancelled")),
        Way(
            "granted before it was cancelled", Turn(.began, "base status"), found, looking, cancellation, answered,
            granted, registers),
        Way(
            "the answer is lost, and the same comes again", Turn(.began, "base status"), found, looking, cancellation,
            .fails(.connectionLost, "pause"), Turn(.resumed, "base status"), looking, cancellation, answered,
            Turn(.base(.refillDecided(.cancelled)), "done cancelled")),
    ]

    @Test(arguments: cancelling.indices) func `a refill that is given up`(_ index: Int) {
        follow(Self.cancelling[index], RefillDialogue(.cancel, tries: 3))
    }

    @Test func `a refill left pending says so, and what to do`() {
        var dialogue = RefillDialogue(.begin(.rupees(5)), tries: 1)
        for event in [.began, .base(.refillBegun(Sample.operation))] as [DialogueEvent] { _ = dialogue.next(event) }
        let step = dialogue.next(.failed(DutyFailure(.connectRefused, "The port is closed.")))
        guard case .failure(let failure) = step.result else {
            Issue.record("It goes on.")
            return
        }
        #expect(failure.message == "The refill is pending: The port is closed.")
        #expect(failure.remedy.hasPrefix("The machine asks again by itself, and it is granted once at most."))
    }
}
