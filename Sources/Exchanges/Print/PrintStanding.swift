import DutyModel

/// What a person may do about the print of an impression.
public enum PrintAction: String, Hashable, Sendable, Codable, CaseIterable {
    /// Begin the first drawing.
    case print
    /// Send the drawing that has begun again, under its number.
    case sendAgain = "send_again"
    /// Begin the second drawing, which says that it was printed once more.
    case printOnceMore = "print_once_more"
    /// Declare the print spoiled: it's never drawn again.
    case spoil
}

/// How the print of an impression stands, and what may be done about it now. The device decides this, and nobody else:
/// page and command line show it as it is.
public struct PrintStanding: Hashable, Sendable, Codable {
    /// What became of the paper.
    public let state: PrintState
    /// What may be done now, in the order of `PrintAction.allCases`. As long as nothing came out and nothing was
    /// declared, at least one of *print*, *send again* and *spoil* is among it, unless the device has stopped for good.
    public let open: [PrintAction]
    /// The form of the drawing that has begun; it's sent again in this form only. Nil where none has begun.
    public let format: PrintFormat?

    /// A standing with these facts.
    public init(state: PrintState, open: [PrintAction], format: PrintFormat?) {
        self.state = state
        self.open = open
        self.format = format
    }

    /// Whether this may be done now.
    public func allows(_ action: PrintAction) -> Bool { open.contains(action) }

    /// The drawing that may leave the base now: a new one, or the one that has begun. Nil where none may.
    public var drawing: DrawingNumber? {
        if allows(.print) { return .first }
        if allows(.printOnceMore) { return .second }
        return allows(.sendAgain) ? state.begunDrawing : nil
    }
}
