import BaseProtocol
import DutyModel
import Exchanges
import Testing

@testable import Tablet

/// Every way through an upload and a withdrawal.
@Suite struct UploadDialogueTests {
    private static let first = Sample.records(1...2)
    private static let second = Sample.records(3...3)
    private static let looked = Turn(Sample.status(items: 3, unsent: 3), "base usage from 1")
    private static let sent = Turn(.base(.records(first)), "transactions usage P00000042-1 [1, 2]")
    private static let applied = Turn(.base(.done), "settle P00000042-1 through 2")

    private static let uploads = [
        Way("nothing waits", Turn(.began, "base status"), Turn(Sample.status(items: 3), "done UploadOutcome")),
        Way(
            "two batches", Turn(.began, "base status"), looked, sent,
            Turn(Sample.receipt(first, through: 2), "base applyReceipt"), applied, Turn(.kept, "base usage from 3"),
            Turn(.base(.records(second)), "transactions usage P00000042-1 [3]"),
            Turn(Sample.receipt(second, through: 3), "base applyReceipt"),
            Turn(.base(.done), "settle P00000042-1 through 3"), Turn(.kept, "done UploadOutcome")),
        Way(
            "the device holds no more", Turn(.began, "base status"), looked,
            Turn(.base(.records([])), "done UploadOutcome")),
        Way(
            "the service is not reached", Turn(.began, "base status"), looked, sent,
            .fails(.dnsFailed, "fails dns_failed")),
        Way(
            "a receipt for another batch", Turn(.began, "base status"), looked, sent,
            Turn(Sample.receipt(second, through: 3), "fails receipt_bad")),
        Way(
            "a receipt that the device does not believe deletes nothing", Turn(.began, "base status"), looked, sent,
            Turn(Sample.receipt(first, through: 2), "base applyReceipt"), .fails(.signatureBad, "fails signature_bad")),
        Way(
            "a receipt that covers nothing", Turn(.began, "base status"), looked, sent,
            Turn(Sample.receipt(first, through: 0), "base applyReceipt"),
            Turn(.base(.done), "settle P00000042-1 through 0"), Turn(.kept, "fails receipt_bad")),
    ]

    @Test(arguments: uploads.indices) func `an upload`(_ index: Int) {
        follow(Self.uploads[index], UploadDialogue(recordsPerBatch: 2))
    }

    private static let act = ActID(on: PSDSerial(42), mark: 0, random: SystemRandomSource())

    /// A service's refusal says that the records were not taken; they wait and are sent again by themselves.
    @Test(arguments: [FailureCode.machineBlocked, .dnsFailed, .linkDown, .psdStateRefuses])
    func `an upload of which the base took note is never told as not done`(_ code: FailureCode) {
        let failure = DialogueEvent.failed(DutyFailure(code, "It failed."))
        for answers in [[DialogueEvent](), [Sample.status(items: 3, unsent: 3), .base(.records(Self.first))]] {
            var dialogue = UploadDialogue(recordsPerBatch: 2, act: Self.act)
            for event in [.began, .base(.done)] + answers { _ = dialogue.next(event) }
            #expect(dialogue.next(failure).failureEnding?.outcome == .notKnown)
        }
        var unnoted = UploadDialogue(recordsPerBatch: 2, act: Self.act)
        _ = unnoted.next(.began)
        #expect(unnoted.next(failure).failureEnding?.outcome == code.outcome)
    }

    private static let fourth = Sample.records(4...4)
    private static let earlier = Sample.records(1...2, life: 2)
    private static let gap = [
        Turn(.began, "base status"), Turn(Sample.status(items: 4, unsent: 1), "base usage from 4"),
        Turn(.base(.records(fourth)), "transactions usage P00000042-1 [4]"),
        Turn.fails(.usageGap, "base history from 0"),
    ]

    @Test func `a service that lost what it had is sent everything again`() {
        var dialogue = UploadDialogue(recordsPerBatch: 2)
        let last = Sample.records(3...4)
        let turns =
            Self.gap + [
                Turn(.base(.records(Self.first)), "transactions usage P00000042-1 [1, 2]"),
                // The device has better receipts than this one.
                Turn(Sample.receipt(Self.first, through: 2), "base history from 3"),
                Turn(.base(.records(last)), "transactions usage P00000042-1 [3, 4]"),
                Turn(Sample.receipt(last, through: 4), "base applyReceipt"),
                Turn(.base(.done), "settle P00000042-1 through 4"),
            ]
        for turn in turns { #expect(dialogue.next(turn.event).words == turn.step) }
        guard case .done(.success(let outcome)) = dialogue.next(.kept) else {
            Issue.record("It goes on.")
            return
        }
        #expect(outcome == UploadOutcome(sent: 4, durableThrough: 4))
    }

    /// It is of another life's key. What somebody on the way made up would end the upload as done, with records that nobody received.
    @Test func `a receipt that the device does not check covers no more than what was sent`() {
        var dialogue = UploadDialogue(recordsPerBatch: 2)
        let turns =
            Self.gap + [
                Turn(.base(.records(Self.earlier)), "transactions usage P00000042-2 [1, 2]"),
                Turn(Sample.receipt(Self.earlier, through: 4), "base history from 3"),
            ]
        for turn in turns { #expect(dialogue.next(turn.event).words == turn.step) }
    }

    @Test func `what the device no longer holds cannot be made good and is said`() {
        var dialogue = UploadDialogue(recordsPerBatch: 2)
        let held = Sample.records(3...4)
        let turns =
            Self.gap + [
                Turn(.base(.records(held)), "transactions usage P00000042-1 [3, 4]"),
                Turn.fails(.usageGap, "fails usage_gap"),
            ]
        for turn in turns { #expect(dialogue.next(turn.event).words == turn.step) }
    }

    @Test func `grants that the service lost are reported before the records that prove them`() {
        var dialogue = UploadDialogue(recordsPerBatch: 2)
        let turns = [
            Turn(.began, "base status"), Turn(Sample.status(items: 4, unsent: 1), "base usage from 4"),
            Turn(.base(.records(Self.fourth)), "transactions usage P00000042-1 [4]"),
            Turn.fails(.grantsMissing, "base grants"), Turn(Sample.grants, "funds grantReport"),
            Turn(.service(.acknowledgement), "transactions usage P00000042-1 [4]"),
        ]
        for turn in turns { #expect(dialogue.next(turn.event).words == turn.step) }
    }

    @Test func `an upload of everything begins at the oldest record, receipts or not`() {
        var dialogue = UploadDialogue(recordsPerBatch: 2, again: true)
        let turns = [
            Turn(.began, "base status"), Turn(Sample.status(items: 4, unsent: 0), "base history from 0"),
            Turn(.base(.records(Self.first)), "transactions usage P00000042-1 [1, 2]"),
        ]
        for turn in turns { #expect(dialogue.next(turn.event).words == turn.step) }
    }

    @Test func `records of an earlier life go in a batch of their own`() {
        var dialogue = UploadDialogue(recordsPerBatch: 9)
        let early = Sample.records(1...2)
        let late = Sample.records(3...4, life: 2)
        let turns =
            Self.gap + [
                Turn(.base(.records(early + late)), "transactions usage P00000042-1 [1, 2]"),
                Turn(Sample.receipt(early, through: 2), "base history from 3"),
                Turn(.base(.records(late)), "transactions usage P00000042-2 [3, 4]"),
            ]
        for turn in turns { #expect(dialogue.next(turn.event).words == turn.step) }
    }

    private static let request = Turn(
        .base(
            .withdrawalRequest(
                WithdrawalRequest(
                    id: Sample.name, nonce: Sample.nonce, statement: Sample.statement, signature: Sample.signature))),
        "funds withdrawal")
    private static let order = Turn(
        .service(
            .withdrawalOrder(
                WithdrawalOrder(
                    psdKey: Sample.key, id: Sample.name, nonce: Sample.nonce, statementCounter: 1,
                    removed: .rupees(5), epoch: 1, time: Sample.now, signature: Sample.signature))),
        "base completeWithdrawal")
    private static let confirmation = Turn(
        .base(
            .withdrawalConfirmation(
                WithdrawalConfirmation(id: Sample.name, statement: Sample.statement, signature: Sample.signature))),
        "funds withdrawalConfirmation")
    private static let level = [
        Turn(Sample.status(.withdrawPending), "base spoils"), Turn(.base(.spoils([])), "base withdrawalRequest"),
    ]
    private static let acknowledged = [
        confirmation, Turn(.service(.acknowledgement), "base destroyKey"),
        Turn(.base(.done), "done WithdrawalOutcome"),
    ]

    private static let withdrawals: [(name: String, turns: [Turn])] = [
        (
            "from a device that franks",
            [
                Turn(.began, "base status"), Turn(Sample.status(), "base beginWithdrawal"),
                Turn(.base(.withdrawalBegun(Sample.name)), "base status"),
            ] + level + [request, order, Turn(.base(.done), "base withdrawalConfirmation")] + acknowledged
        ),
        (
            "begun before",
            [Turn(.began, "base status"), Turn(Sample.status(.withdrawPending), "base status")] + level
                + [request, order, Turn(.base(.done), "base withdrawalConfirmation")] + acknowledged
        ),
        (
            "its order applied before",
            [Turn(.began, "base status"), Turn(Sample.status(.withdrawn), "base withdrawalConfirmation")]
                + acknowledged
        ),
        (
            "over before",
            [
                Turn(.began, "base status"),
                Turn(Sample.status(.withdrawn, keyDestroyed: true), "done WithdrawalOutcome"),
            ]
        ),
        (
            "the key was destroyed before, and the journal did not note it",
            [
                Turn(.began, "base status"), Turn(Sample.status(.withdrawn), "base withdrawalConfirmation"),
                .fails(.keyMissing, "base destroyKey"), Turn(.base(.done), "done WithdrawalOutcome"),
            ]
        ),
        (
            "the key is kept until the acknowledgement",
            [
                Turn(.began, "base status"), Turn(Sample.status(.withdrawn), "base withdrawalConfirmation"),
                confirmation, .fails(.httpTimeout, "fails http_timeout"),
            ]
        ),
        (
            "an upload that fails ends it for now",
            [
                Turn(.began, "base status"), Turn(Sample.status(.withdrawPending), "base status"),
                Turn(Sample.status(.withdrawPending, items: 1, unsent: 1), "base usage from 1"),
                .fails(.linkDown, "fails link_down"),
            ]
        ),
        (
            "grants are missing there",
            [Turn(.began, "base status"), Turn(Sample.status(.withdrawPending), "base status")] + level
                + [
                    request, .fails(.grantsMissing, "base grants"), Turn(Sample.grants, "funds grantReport"),
                    Turn(.service(.acknowledgement), "base withdrawalRequest"), request, order,
                ]
        ),
    ]

    @Test(arguments: withdrawals.indices) func `a withdrawal goes on where the device stands`(_ index: Int) {
        var dialogue = WithdrawalDialogue(recordsPerBatch: 2)
        let row = Self.withdrawals[index]
        for (line, turn) in row.turns.enumerated() {
            #expect(dialogue.next(turn.event).words == turn.step, "\(row.name), line \(line + 1)")
        }
    }
}

extension DialogueStep {
    /// The failure with which a dialogue ended.
    fileprivate var failureEnding: DutyFailure? {
        if case .done(.failure(let failure)) = self { failure } else { nil }
    }
}
