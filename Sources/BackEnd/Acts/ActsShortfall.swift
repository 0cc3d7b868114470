import DutyModel

/// What a file of acts lacks that a restore is to take up.
struct ActsShortfall {
    let path: String
    let kind: Kind

    enum Kind: Hashable {
        case foreign
        /// It holds nothing at all.
        case empty
        /// Behind this act stands something that is none; 0 where it begins so.
        case damaged(after: Int)
        /// It ends within the act behind this one.
        case torn(after: Int)
        /// It ends with this act, and the backup with a later one.
        case beforeBackup(last: Int64, backup: Int64)
    }

    /// What these lines lack by themselves; nil where they are whole.
    init?(of content: ActLine.Content, at path: String) {
        self.path = path
        let count = content.lines.count
        if content.isForeign {
            kind = .foreign
        } else if content.isDamaged {
            kind = .damaged(after: count)
        } else if content.isTorn {
            kind = .torn(after: count)
        } else if count == 0 {
            kind = .empty
        } else {
            return nil
        }
    }

    /// What acts lack of which the last is older than that of the backup; nil where it isn't.
    init?(last: Int64, backup: Int64, at path: String) {
        guard last < backup else { return nil }
        self.path = path
        kind = .beforeBackup(last: last, backup: backup)
    }

    /// What is known of it, in one sentence.
    var sentence: String {
        switch kind {
        case .foreign: "The acts at \(path) are of another back end."
        case .empty: "The file \(path) holds no acts."
        case .damaged(0): "The file \(path) is not one of acts, or is damaged from its beginning on."
        case .damaged(let last): "The acts at \(path) are damaged behind act \(last)."
        case .torn(let last): "The acts at \(path) end early, within act \(last + 1)."
        case .beforeBackup(let last, let backup):
            "The acts at \(path) end early, with act \(last); the backup ends with act \(backup)."
        }
    }

    /// The refusal of a file that somebody named.
    var refusal: DutyFailure {
        DutyFailure(
            kind == .foreign ? .dataForeign : .dataMalformed, "\(sentence) Nothing was restored.",
            remedy: "Give --acts a whole copy of this back end's acts, no older than the backup; or leave it out, and "
                + "the acts beside the books are taken up.")
    }
}
