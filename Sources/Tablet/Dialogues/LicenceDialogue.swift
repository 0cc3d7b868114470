import BaseProtocol
import DutyModel
import Exchanges

/// Shows a back end that lost the device the licence that the machine keeps, with what proves where its life began.
///
/// Ends with whether the back end took it: there may be no licence here to show.
package struct LicenceDialogue: Dialogue {
    private enum Stage { case start, licence, request, grants, records, report }

    private let recordsPerPage: Int
    private var stage = Stage.start
    private var licence: DeviceConfiguration?
    private var question: AuditRequest?
    private var firstGrant: RefillAnswer?
    /// The last record of the page before.
    private var before: SignedUsageRecord?

    /// A report of the licence; the device's records are looked through in pages of so many.
    package init(recordsPerPage: Int) { self.recordsPerPage = recordsPerPage }

    package mutating func next(_ event: DialogueEvent) -> DialogueStep<Bool> {
        switch (stage, event) {
        case (.start, .began):
            stage = .licence
            return .askBase(.licence)
        case (.licence, .base(.licence(let held))):
            guard let held else { return .done(.success(false)) }
            licence = held
            stage = .request
            return .askBase(.auditRequest())
        case (.request, .base(.auditRequest(let request))):
            question = request
            stage = .grants
            return .askBase(.grants)
        case (.grants, .base(.grants(let grants))):
            firstGrant = grants.first { $0.operation.psdKey == licence?.authorisation.psdKey }
            stage = .records
            return .askBase(.history(from: 0, limit: recordsPerPage))
        case (.records, .base(.records(let page))): return look(through: page)
        case (.report, .service(.acknowledgement)): return .done(.success(true))
        default: return .ended(by: event)
        }
    }

    private mutating func look(through page: [SignedUsageRecord]) -> DialogueStep<Bool> {
        let key = licence?.authorisation.psdKey
        let own = page.firstIndex { $0.record.stamp.record.psdKey == key }
        if own == nil, let last = page.last, last.counter < .max {
            before = last
            return .askBase(.history(from: last.counter + 1, limit: recordsPerPage))
        }
        guard let licence, let question else { return .ended(by: .began) }
        var records: [SignedUsageRecord] = []
        if let own { records = [own > 0 ? page[own - 1] : before, page[own]].compactMap { $0 } }
        stage = .report
        return .askService(
            .licence(
                LicenceReport(
                    authorisation: licence.authorisation, signature: licence.signature, question: question,
                    firstGrant: firstGrant, firstRecords: records)))
    }
}
