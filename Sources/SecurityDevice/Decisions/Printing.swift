import DutyModel
import Exchanges
import Signing

/// What the device writes down of a drawing before its bytes may leave the base.
///
/// The promise is: a drawing that has begun is sent again under its number, byte for byte. It's drawn anew from the
/// device's record in the form it began in, which gives the same bytes as long as the fonts and the program that draw
/// are the same; the hash tells whether they are. Where an update of either came between, the paper can only be drawn as
/// it's drawn now: the same stamp, number, code and mark of a second print. The new hash is then written down before
/// those bytes leave (`SecurityDevice.draw`), so what left last is always known, and no one is left without a
/// print because a font was updated.
public struct BegunDrawing: Hashable, Sendable {
    /// The form of the file.
    public let format: PrintFormat
    /// SHA-256 of the file's bytes.
    public let content: ContentHash
}

/// One drawing of an impression that may leave the base.
public struct PermittedDrawing: Hashable, Sendable {
    /// The impression.
    public let record: SignedUsageRecord
    /// The licence of the life that made it.
    public let licence: Authorisation
    /// Which of its two drawings it is.
    public let number: DrawingNumber
    /// What was written down when it began; nil where it would begin now.
    public let begun: BegunDrawing?

    /// Whether the paper says that it was printed once more.
    public var isAgain: Bool { number == .second }

    /// A drawing of this impression.
    public init(record: SignedUsageRecord, licence: Authorisation, number: DrawingNumber, begun: BegunDrawing? = nil) {
        self.record = record
        self.licence = licence
        self.number = number
        self.begun = begun
    }
}

extension DeviceState {
    /// How the print of an impression stands, and what may be done about it: each action is open exactly where the
    /// decision about it below lets it through.
    func printStanding(of counter: UInt32, limits: DeviceLimits) -> PrintStanding {
        let state = prints.state(of: counter)
        let open = PrintAction.allCases.filter { action in
            do throws(DutyFailure) {
                switch (action, state) {
                case (.print, .debited), (.sendAgain, .begun): _ = try decideDrawing(counter, .first)
                case (.printOnceMore, .printed), (.sendAgain, .begunAgain): _ = try decideDrawing(counter, .second)
                case (.spoil, .spoiled): return false
                case (.spoil, _): _ = try decideSpoil(counter, limits: limits)
                default: return false
                }
                return true
            } catch {
                return false
            }
        }
        return PrintStanding(state: state, open: open, format: prints.begun(of: counter)?.format)
    }

    /// Whether this drawing may leave the base: it begins, or has begun and is sent again. Throws `print_spent` where it
    /// was delivered or the print is spoiled, `print_unconfirmed` for the second as long as the first isn't known to have
    /// come out.
    func decideDrawing(_ counter: UInt32, _ number: DrawingNumber) throws(DutyFailure) -> PermittedDrawing {
        try require(.draw)
        let record = try requireRecord(counter, otherwise: .printFailed)
        guard let licence = licence(of: record.record.stamp.record.psdKey) else {
            // A version that forgot licences with their lives wrote this journal.
            throw DutyFailure(
                .printFailed, "The licence under which impression \(counter) was made is no longer here.",
                remedy: Self.askOperator)
        }
        switch (prints.state(of: counter), number) {
        case (.debited, .first), (.printed, .second):
            return PermittedDrawing(record: record, licence: licence, number: number)
        case (.begun, .first), (.begunAgain, .second):
            return PermittedDrawing(record: record, licence: licence, number: number, begun: prints.begun(of: counter))
        case (.debited, .second), (.begun, .second):
            throw DutyFailure(
                .printUnconfirmed, "It isn't known whether the first print of impression \(counter) came out.")
        case (.printed, .first):
            throw DutyFailure(
                .printSpent, "The print of impression \(counter) came out already.",
                remedy: "If the paper is of no use, print it once more or declare it spoiled.")
        case (.begunAgain, .first):
            throw DutyFailure(
                .printSpent, "The second print of impression \(counter) has begun.",
                remedy: "Send the second print again until it comes out.")
        case (.printedAgain, _):
            throw DutyFailure(.printSpent, "Impression \(counter) was printed twice, and both prints came out.")
        case (.spoiled, _): throw Self.spoiledBefore(counter)
        }
    }

    /// The event that a drawing arrived; nil where that is known. Throws `value_malformed` for a drawing that hasn't
    /// begun, `print_spent` where the print was declared spoiled meanwhile.
    func decideDelivered(_ counter: UInt32, _ number: DrawingNumber) throws(DutyFailure) -> DeviceEvent? {
        try require(.draw)
        _ = try requireRecord(counter, otherwise: .printFailed)
        switch (prints.state(of: counter), number) {
        case (.begun, .first), (.begunAgain, .second): return .drawingDelivered(counter, number)
        case (.printed, .first), (.begunAgain, .first), (.printedAgain, _): return nil
        case (.spoiled, _): throw Self.spoiledBefore(counter)
        case (.debited, _), (.begun, .second), (.printed, .second):
            throw DutyFailure(.valueMalformed, "That print of impression \(counter) hasn't begun.")
        }
    }

    /// The declaration made before, or what to sign for a new one; throws `spoil_refused`.
    func decideSpoil(_ counter: UInt32, limits: DeviceLimits) throws(DutyFailure) -> SpoilDecision {
        if fatalReason == nil, let declared = prints.declaration(of: counter) { return .declaredBefore(declared) }
        try require(.spoil)
        guard !isTampered else { throw DutyFailure(.psdTampered, "The security device was opened.") }
        guard !keyDestroyed else { throw DutyFailure(.keyMissing, "The key of this life is destroyed.") }
        let record = try requireRecord(counter, otherwise: .spoilRefused)
        guard record.record.stamp.record.psdKey == psdKey else {
            throw DutyFailure(
                .spoilRefused,
                "Impression \(counter) belongs to an earlier life of the device, whose key is destroyed, so nothing can be "
                    + "declared about it.",
                remedy: prints.state(of: counter).isSettled
                    ? "Use the print that came out." : "Print it, or send the print that has begun again.")
        }
        switch prints.state(of: counter) {
        case .begunAgain:
            throw DutyFailure(
                .spoilRefused,
                "The second print of impression \(counter) has begun, so it can't be declared spoiled.",
                remedy: "Send the second print again until it comes out.")
        case .printedAgain:
            throw DutyFailure(
                .spoilRefused,
                "Impression \(counter) was printed twice, and both prints came out, so it can't be declared spoiled.",
                remedy: "Use one of the two prints; both have the same code.")
        case .debited, .begun, .printed, .spoiled: break
        }
        guard prints.unacknowledged.count < limits.unacknowledgedSpoilsMaximum else {
            throw DutyFailure(
                .spoilRefused, "Too many declarations of spoiled prints wait for the back end.",
                remedy: "Let the machine reach the network; it sends them by itself. Then try again.")
        }
        return .new(record.record.stamp.record)
    }

    /// The event that the back end holds a declaration; nil where that is known, or there is no such declaration.
    func decideAcknowledgeSpoil(_ counter: UInt32) throws(DutyFailure) -> DeviceEvent? {
        try require(.acknowledgeSpoil)
        let waits = prints.spoiled.contains { $0.declaration.counter == counter && !$0.isAcknowledged }
        return waits ? .spoilAcknowledged(counter) : nil
    }

    private static func spoiledBefore(_ counter: UInt32) -> DutyFailure {
        DutyFailure(
            .printSpent, "Impression \(counter) was declared spoiled, so it's never drawn again.",
            remedy: "Keep any paper of it, and ask the back end's operator about a refund. Frank the document anew.")
    }

    /// The record of an impression that is still here.
    private func requireRecord(_ counter: UInt32, otherwise code: FailureCode) throws(DutyFailure) -> SignedUsageRecord
    {
        guard counter > 0, counter <= itemCount else {
            throw DutyFailure(.impressionUnknown, "There is no impression \(counter).")
        }
        guard let record = record(counter) else {
            // Kept until it's settled, so it was; unless a version before this one forgot it.
            throw DutyFailure(code, "The machine no longer holds impression \(counter).", remedy: Self.askOperator)
        }
        return record
    }

    private static let askOperator =
        "Nothing more can be done here. Ask the back end's operator; the usage record shows the duty."
}

/// What asking to declare a print spoiled comes to.
enum SpoilDecision {
    /// It was declared before; nothing changes.
    case declaredBefore(SpoilDeclaration)
    /// The impression whose declaration is to be signed.
    case new(StampRecord)
}
