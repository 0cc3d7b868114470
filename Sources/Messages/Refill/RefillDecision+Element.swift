import DutyModel

// A decision is one of three elements, so it writes and reads its own tag.
extension RefillDecision {
    private static let granted = ElementShape("granted", ["controlTotalAfter"])
    private static let refused = ElementShape("refused", ["reason", "maximumAllowed"])
    private static let cancelled = ElementShape("cancelled", [])

    /// Writes the element of this decision.
    func write(to writer: inout XMLWriter) {
        switch self {
        case .granted(let controlTotalAfter):
            writer.open("granted")
            writer.leaf("controlTotalAfter", controlTotalAfter)
            writer.close("granted")
        case .refused(let reason, let maximumAllowed):
            writer.open("refused")
            writer.leaf("reason", text: reason.rawValue)
            if let maximumAllowed { writer.leaf("maximumAllowed", maximumAllowed) }
            writer.close("refused")
        case .cancelled:
            writer.leaf("cancelled", plain: "")
        }
    }

    /// Reads whichever decision stands at the cursor.
    init(at cursor: XMLCursor) throws(DutyFailure) {
        if cursor.isAt("granted") {
            self = try cursor.inside(Self.granted) { cursor throws(DutyFailure) in
                .granted(controlTotalAfter: try cursor.text("controlTotalAfter") { $0.amount(from: 0) })
            }
        } else if cursor.isAt("refused") {
            self = try cursor.inside(Self.refused) { cursor throws(DutyFailure) in
                let reason = try cursor.text("reason") { FailureCode(rawValue: $0.string) }
                guard cursor.isAt("maximumAllowed") else { return .refused(reason: reason, maximumAllowed: nil) }
                let most = try cursor.text("maximumAllowed") { $0.amount(from: 0) }
                return .refused(reason: reason, maximumAllowed: most)
            }
        } else if cursor.isAt("cancelled") {
            self = try cursor.inside(Self.cancelled) { _ throws(DutyFailure) in .cancelled }
        } else {
            throw cursor.missingChoice("a decision", first: "granted")
        }
    }
}
