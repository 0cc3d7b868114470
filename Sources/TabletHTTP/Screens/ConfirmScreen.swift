import DutyModel
import Tablet

/// Something that cannot be undone, said in full before it is done.
struct ConfirmScreen: Screen {
    let template = ScreenTemplate.confirm
    let frame: Frame
    let heading: String
    let notice: Notice?
    let sentences: [String]
    /// Why it cannot be done now; the form is left out then.
    var hindrance: String?
    var form: Form?
    var back = PrimaryAction.home

    /// The form, with its box to mark.
    struct Form: Sendable {
        let path: String
        let seal: FormSealFields
        var item: String?
        var sure: String?
        let label: String
        let waiting: String
    }

    /// The end of the machine, with what is to be said of prints that are not settled.
    init(withdrawing snapshot: MachineSnapshot, unsettled: String?, notice: Notice?, seal: FormSealFields) {
        frame = Frame("Withdraw", at: "/")
        heading = "Withdraw the machine"
        self.notice = notice
        let left = snapshot.registers.map { "the \($0.descending.rupeeText) that is left" } ?? "what is left"
        sentences =
            [
                "Withdrawing is for good: this machine no longer franks, and its key is destroyed.",
                "What waits is uploaded first. Then \(left) goes back to the account.",
                "It needs the network. If it is cut, the machine goes on by itself.",
            ] + [unsettled].compactMap(\.self)
        if !snapshot.mayBeWithdrawn {
            hindrance = Self.unknown(snapshot) ?? "There is nothing to withdraw."
        } else if snapshot.pendingRefill != nil {
            hindrance = "A top-up waits for its answer. Finish it or cancel it first."
        } else {
            form = Form(
                path: PageForm.withdraw.path, seal: seal,
                sure: "Withdraw this machine for good; \(left) goes back to the account.",
                label: snapshot.state == .withdrawPending ? "Go on with the withdrawal" : "Withdraw",
                waiting: "Withdrawing the machine. You can leave this page; the work goes on.")
        }
    }

    /// The next life of a withdrawn device.
    init(nextLifeOf snapshot: MachineSnapshot, notice: Notice?, seal: FormSealFields) {
        frame = Frame("Next life", at: "/")
        heading = "Use the machine again"
        self.notice = notice
        sentences = [
            "The security device is given a new key and asks for a new licence by itself.",
            "An operator has to permit the key; the home page then shows it.",
        ]
        guard snapshot.state == .withdrawn else {
            hindrance = Self.unknown(snapshot) ?? "Only a withdrawn machine can be used again."
            return
        }
        form = Form(
            path: PageForm.nextLife.path, seal: seal, label: "Begin the next life",
            waiting: "Making a new key. You can leave this page; the work goes on.")
    }

    /// Why nothing can be said of a machine whose base cannot be reached; nil of any other.
    private static func unknown(_ snapshot: MachineSnapshot) -> String? {
        snapshot.state == .unreachable
            ? "The base does not answer, so it isn't known how the machine stands. Check that both parts run." : nil
    }

    /// A print of which no use can be made; whether it may be declared spoiled is for the device to say.
    init(spoiling item: UInt32, _ summary: ImpressionSummary?, notice: Notice?, seal: FormSealFields) {
        let standing = summary?.print
        frame = Frame("Spoiled print", at: "/impressions")
        heading = "Declare impression \(item) spoiled"
        back = PrimaryAction(path: "/impressions/\(item)", label: "Back")
        self.notice = notice
        sentences = [
            "Declare it spoiled only if the paper is of no use. It is never printed again; that is for good.",
            "The duty of \((summary?.stamp.value).map(AmountConfirmation.text) ?? "this impression") stays debited here. "
                + "Whether it is given back is settled at the back end.",
            "Keep the spoiled paper; it may be asked for.",
        ]
        guard standing?.allows(.spoil) == true else {
            hindrance =
                (standing.map { $0.state.sentence + " " } ?? "") + "This impression can't be declared spoiled now."
            return
        }
        form = Form(
            path: PageForm.spoil.path, seal: seal, item: String(item),
            sure: "No use can be made of the print of \(summary?.stamp.value.rupeeText ?? "this impression").",
            label: "Declare it spoiled", waiting: "Declaring the print spoiled.")
    }
}

extension MachineSnapshot {
    /// Whether the machine's use can be ended.
    var mayBeWithdrawn: Bool { [.authorised, .valid, .locked, .withdrawPending].contains(state) }
}
