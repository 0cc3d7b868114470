import DutyModel
import Signing

/// The term that restored books begin: above every term of which anything is left, so that no number of a standing, an
/// answer or a key list is given twice.
enum RestoredTerm {
    /// What no term of a back end ever reaches; a file that says otherwise was made by nobody.
    private static let highest: UInt64 = 1 << 40

    /// The next term.
    ///
    /// - Parameters:
    ///   - backup: the term of the backup.
    ///   - replaced: the term of the books that are replaced; nil where they can't be read.
    ///   - acts: the acts that are left, whether or not the backup holds them.
    ///   - published: this publisher's newest key list; nil where none is left.
    static func next(
        backup: UInt64, replaced: UInt64?, acts: [PlacedAct], published: KeyList?,
        limits: KeyListPublicationLimits = KeyListPublicationLimits()
    ) -> UInt64 {
        let listed = published.map { KeyListPlan.epoch(ofVersion: $0.version, limits: limits) }
        let named = acts.lazy.compactMap { (try? $0.act())?.namedTerm }.filter { $0 < highest }.max()
        return max(backup, replaced ?? 0, named ?? 0, listed ?? 0) + 1
    }
}

extension BackEndAct {
    /// The term in which the act was done, where it says one.
    fileprivate var namedTerm: UInt64? {
        switch self {
        case .termBegan(let epoch): epoch
        case .standing(_, let stands): stands.newest?.number.epoch
        default: nil
        }
    }
}
