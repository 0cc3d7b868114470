import DutyModel
import Foundation
import Signing

/// Where what was decided after a backup comes from.
struct RestoreSources {
    /// The file of acts; nil where there is none.
    let actsFile: String?
    /// What it holds, as far as it is this back end's.
    let acts: [PlacedAct]
    /// The newest key list, where it is this back end's.
    let published: KeyList?
    /// What the file lacks by itself.
    private let ownShortfall: ActsShortfall?
    /// Whether a person named the file.
    private let isNamed: Bool

    /// Reads the file, if it is there; one that a person named must be whole.
    ///
    /// - Throws: `key_missing`; `data_foreign` and `data_malformed` for a file that was named; what reading throws.
    init(actsFile: String, isNamed: Bool, published: KeyList?, ofBackEndIn staging: String) throws(DutyFailure) {
        guard let fundsKey = try ServiceKeys.line(of: .funds, inFolder: staging)?.first else {
            throw DutyFailure(.keyMissing, "The backup holds no key of the funds service.")
        }
        let isThere = FileManager.default.fileExists(atPath: actsFile)
        let content = isThere ? try ActFile.content(of: actsFile, fundsKey: fundsKey) : ActLine.Content()
        let shortfall = isThere ? ActsShortfall(of: content, at: actsFile) : nil
        if isNamed, let shortfall { throw shortfall.refusal }
        self.isNamed = isNamed
        self.actsFile = isThere ? actsFile : nil
        ownShortfall = shortfall
        acts = content.lines.map(\.act)
        let publisher = try ServiceKeys.line(of: .publisher, inFolder: staging)
        self.published = published.flatMap { publisher?.holds($0.publisher, at: nil) == true ? $0 : nil }
    }

    /// What the file lacks of the acts behind those of the backup; nil where it is whole, or there is none.
    ///
    /// - Throws: `data_malformed` where a person named the file.
    func shortfall(backupEndsAt held: Int64) throws(DutyFailure) -> ActsShortfall? {
        guard let actsFile else { return nil }
        let shortfall = ownShortfall ?? ActsShortfall(last: acts.last?.place ?? 0, backup: held, at: actsFile)
        if isNamed, let shortfall { throw shortfall.refusal }
        return shortfall
    }
}
