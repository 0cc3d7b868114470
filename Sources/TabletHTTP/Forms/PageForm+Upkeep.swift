import DutyModel
import Tablet

extension PageForm {
    /// The forms that keep the machine in use, or end it.
    static let upkeep = [audit, upload, withdraw, nextLife]

    /// A comparison of the registers with the books.
    static let audit = PageForm(
        name: "audit", path: "/audit", page: .audit,
        assurance: Assurance(
            done: "The registers were not changed.", notDone: "The registers were not changed.",
            notKnown: "An audit may be repeated; what it finds is shown on the home page."),
        waiting: { _ in "Comparing the registers with the books." }, command: { .audit(act: $1) })

    /// The upload of what waits.
    static let upload = PageForm(
        name: "upload", path: "/outbox", page: .upload,
        assurance: .always("The records are kept until they are received."),
        waiting: { _ in "Uploading the records." }, command: { .upload(act: $1) })

    /// The end of the machine.
    static let withdraw = PageForm(
        name: "withdraw", path: "/withdraw", page: .withdraw, fields: ["sure"],
        assurance: Assurance(done: goesOn, notDone: "The machine is as it was.", notKnown: goesOn),
        waiting: { _ in "Withdrawing the machine." },
        command: { (sent, act) throws(DutyFailure) in
            try sent.requireSure()
            return .withdraw(act: act)
        })

    private static let goesOn = "No money is lost: what was begun goes on by itself."

    /// A withdrawn device put to use again.
    static let nextLife = PageForm(
        name: "next-life", path: "/next-life", page: .nextLife,
        assurance: Assurance(
            done: "The next life has begun.", notDone: "The machine is as it was.",
            notKnown: "It isn't known yet whether the next life has begun."),
        waiting: { _ in "Making a new key." }, command: { .nextLife(act: $1) })
}
