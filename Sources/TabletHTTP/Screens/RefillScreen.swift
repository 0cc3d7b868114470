import DutyModel
import Tablet

/// The form for funds, or the refill that waits for its answer.
struct RefillScreen: Screen {
    let template = ScreenTemplate.refill
    let frame = Frame("Top up", at: "/refill")
    let standing: Standing
    let notice: Notice?
    let most: String?
    let pending: Pending?
    let form: Form?

    /// A refill whose amount can no longer change.
    struct Pending: Sendable {
        let frozen: String
        let operation: String
        let seal: FormSealFields
        let cancelSeal: FormSealFields
    }

    /// The form with its value.
    struct Form: Sendable {
        let seal: FormSealFields
        let amount: String
        let room: String?
        let confirm: ConfirmedAmount?
    }

    /// The screen of a machine that stands so.
    init(
        _ snapshot: MachineSnapshot, _ shown: ShownForm, confirm: ConfirmedAmount?,
        seal: (PageForm) async -> FormSealFields
    ) async {
        standing = Standing(snapshot)
        notice = shown.notice
        most = shown.maximum?.rupeeText
        if let waiting = snapshot.pendingRefill {
            pending = Pending(
                frozen: waiting.amount.rupeeText, operation: waiting.operation.hex, seal: await seal(.continueRefill),
                cancelSeal: await seal(.cancelRefill))
            form = nil
        } else {
            pending = nil
            var room: Paise?
            if let most = snapshot.identity?.descendingMaximum, let registers = snapshot.registers {
                room = (try? most.subtracting(registers.descending)).flatMap { $0 > .zero ? $0 : nil }
            }
            form = Form(
                seal: await seal(.refill), amount: shown.submission.amount, room: room?.rupeeText, confirm: confirm)
        }
    }
}
