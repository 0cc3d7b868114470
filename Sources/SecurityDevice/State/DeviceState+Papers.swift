import DutyModel
import Exchanges

/// What the device remembers of papers: as long as nobody knows that a print came out, and nobody declared it spoiled, its
/// impression is kept whatever comes, newer impressions and later lives too.
extension DeviceState {
    /// The record of this impression, among the newest or kept because its print isn't settled; nil where it is neither.
    func record(_ counter: UInt32) -> SignedUsageRecord? { usage.record(counter: counter) ?? keptRecords[counter] }

    /// The licence under which this key franks or did frank; nil where it isn't kept.
    func licence(of key: PSDKeyID) -> Authorisation? {
        authorisation?.psdKey == key ? authorisation : earlierLicences.first { $0.psdKey == key }
    }

    /// Why nothing more may be franked before older prints are settled; nil where there is room for more of them.
    func unsettledLock(_ limits: DeviceLimits) -> DutyFailure? {
        // Prints that are settled are let go with the next receipt, so they are counted only where it matters.
        guard keptRecords.count >= limits.unsettledPrintsMaximum else { return nil }
        let count = prints.unsettled(among: keptRecords.keys).count
        guard count >= limits.unsettledPrintsMaximum else { return nil }
        return DutyFailure(
            .printsUnsettled, "\(count) older impressions were debited of which no print is known to have come out.")
    }

    /// The impressions whose print isn't settled, from this counter on, oldest first.
    func unsettled(from counter: UInt32) -> [UInt32] {
        let held = keptRecords.keys.map { $0 } + usage.records.map(\.counter)
        return prints.unsettled(among: held.filter { $0 >= counter }).sorted()
    }

    /// Takes note of a receipt. What it covers may go, save the newest `kept` records and those whose print isn't settled.
    mutating func receive(through counter: UInt32, kept: Int) {
        let dropped = usage.markDurable(through: counter, kept: kept)
        let unsettled = prints.unsettled(among: dropped.map(\.counter))
        for record in dropped where unsettled.contains(record.counter) { keptRecords[record.counter] = record }
        acts.settleUploads(through: counter)
        forgetPapers()
    }

    /// Forgets what became of the paper of impressions that are no longer held, and the acts that made them.
    mutating func forgetPapers() {
        let first = usage.records.first?.counter ?? .max
        let unsettled = prints.unsettled(among: keptRecords.keys)
        keptRecords = keptRecords.filter { unsettled.contains($0.key) }
        prints.forget { $0 < first && !unsettled.contains($0) }
        acts.forget { [prints] deed in
            switch deed {
            case .franked(let counter): counter < first && !unsettled.contains(counter)
            case .spoiled(let counter): counter < first && prints.declaration(of: counter) == nil
            default: false
            }
        }
        forgetLicences()
    }

    /// The licence of a life that ends is kept for its prints.
    mutating func keepLicence() {
        if let authorisation { earlierLicences.append(authorisation) }
        forgetLicences()
    }

    private mutating func forgetLicences() {
        guard !earlierLicences.isEmpty else { return }
        let keys = Set((usage.records + keptRecords.values).map(\.record.stamp.record.psdKey))
        earlierLicences.removeAll { !keys.contains($0.psdKey) }
    }
}
