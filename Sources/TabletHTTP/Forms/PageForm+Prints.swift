import DutyModel
import Tablet

extension PageForm {
    /// The forms about the print of an impression.
    static let prints = [print, delivered, spoil]

    // A drawing goes by its number, and one that has begun is sent again, so neither of the two needs a name.

    /// The drawing of an impression.
    static let print = PageForm(
        name: "print", path: "/print", page: .impression, fields: ["item", "drawing"], changes: nil, assurance: .kept,
        waiting: { _ in "Drawing the impression." },
        command: { (sent, _) throws(DutyFailure) in
            .print(counter: try sent.counter(), try sent.drawingNumber(), .pdf)
        })

    /// The word that a print came out.
    static let delivered = PageForm(
        name: "printed", path: "/printed", page: .impression, fields: ["item", "drawing"], changes: nil,
        assurance: .kept, waiting: { _ in "Noting that the print came out." },
        command: { (sent, _) throws(DutyFailure) in
            .delivered(counter: try sent.counter(), try sent.drawingNumber())
        })

    /// A print declared spoiled.
    static let spoil = PageForm(
        name: "spoil", path: "/spoil", page: .spoil, fields: ["item", "sure"],
        assurance: Assurance(
            done: "The print is declared spoiled.", notDone: "The impression is as it was.",
            notKnown: "It isn't known yet whether the print was declared spoiled."),
        waiting: { _ in "Declaring the print spoiled." },
        command: { (sent, act) throws(DutyFailure) in
            try sent.requireSure()
            return .spoil(counter: try sent.counter(), act: act)
        })
}

extension Assurance {
    fileprivate static let kept = Assurance.always("The duty is debited, and the impression is kept.")
}
