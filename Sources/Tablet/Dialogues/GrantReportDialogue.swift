import BaseProtocol
import DutyModel
import Exchanges

/// Gives a funds service that lost the end of its books the grants that the device holds.
///
/// Held inside another dialogue when the service says `grants_missing`; the question is then asked again.
package struct GrantReportDialogue: Dialogue {
    private enum Stage { case start, grants, report }

    private let psdKey: PSDKeyID
    private var stage = Stage.start

    /// A report for this device key.
    package init(psdKey: PSDKeyID) { self.psdKey = psdKey }

    package mutating func next(_ event: DialogueEvent) -> DialogueStep<Bool> {
        switch (stage, event) {
        case (.start, .began):
            stage = .grants
            return .askBase(.grants)
        case (.grants, .base(.grants(let held))):
            let grants = held.filter { $0.operation.psdKey == psdKey }
            guard !grants.isEmpty else { return .done(.success(false)) }
            stage = .report
            return .askService(.grantReport(GrantReport(psdKey: psdKey, grants: grants)))
        case (.report, .service(.acknowledgement)): return .done(.success(true))
        default: return .ended(by: event)
        }
    }
}

/// A question to the funds service that it may answer with `grants_missing`: then the grants are reported, and the
/// asker begins again, once.
struct GrantsMending: Sendable {
    private var report: GrantReportDialogue?
    private var mended = false

    /// What mending leads to.
    enum Turn<Outer: Sendable> {
        /// The event is not of it.
        case notMine
        /// A step of the report.
        case step(DialogueStep<Outer>)
        /// The report is in: ask afresh.
        case askAgain
    }

    /// Takes the event where a report is under way, or where this is the failure that begins one.
    mutating func take<Outer: Sendable>(_ event: DialogueEvent, for psdKey: PSDKeyID?) -> Turn<Outer> {
        if report != nil { return goOn(event) }
        guard case .failed(let failure) = event, failure.code == .grantsMissing, !mended, let psdKey else {
            return .notMine
        }
        mended = true
        report = GrantReportDialogue(psdKey: psdKey)
        return goOn(.began)
    }

    private mutating func goOn<Outer: Sendable>(_ event: DialogueEvent) -> Turn<Outer> {
        guard let step = report?.next(event) else { return .notMine }
        if let asked: DialogueStep<Outer> = step.passedOn() { return .step(asked) }
        report = nil
        switch step.result {
        case .success(true): return .askAgain
        case .failure(let failure):
            // Whether the report arrived is not known: a new try may report again.
            mended = false
            return .step(.done(.failure(failure)))
        default:
            return .step(
                .done(
                    .failure(
                        DutyFailure(
                            .grantsMissing, "The funds service lacks grants that the device no longer holds."))))
        }
    }
}
