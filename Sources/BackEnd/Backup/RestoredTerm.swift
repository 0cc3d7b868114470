import DutyModel
import Signing

/// The term that restored books begin: above every term of which anything is left, so that no number of a standing, an
/// answer or a key list is given twice.
enum RestoredTerm {
    /// The next term.
    ///
    /// - Parameters:
    ///   - backup: the term of the backup.
    ///   - replaced: the term of the books that are replaced; nil where they can't be read.
    ///   - acts: the acts that are left, whether or not the backup holds them.
    ///   - published: this publisher's newest key list; nil where none is left.
    ///   - digits: drawn at random for this restore, and not 0.
    static func next(
        backup: UInt64, replaced: UInt64?, acts: [PlacedAct], published: KeyList?, digits: UInt32,
        limits: KeyListPublicationLimits = KeyListPublicationLimits()
    ) -> ServiceTerm {
        let listed = published.map { KeyListPlan.term(ofVersion: $0.version, limits: limits) }
        let named = acts.lazy.compactMap { (try? $0.act())?.namedTerm }.map { ServiceTerm(epoch: $0).number }
            .filter { $0 < ServiceTerm.numberLimit }.max()
        let held = [backup, replaced ?? 0].map { ServiceTerm(epoch: $0).number }.max()
        return ServiceTerm(after: max(held ?? 0, named ?? 0, listed ?? 0), digits: digits)
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
