import DutyModel
import Exchanges
import Signing

/// Certificates of service keys that end soon and that no start has renewed: after their end, devices refuse whatever their
/// services sign. A pure rule.
public struct EndingServiceKeys: Sendable {
    /// With fewer days left than these there is an alarm: time to bring two private halves of the root from their places.
    public static let warningDays: Int64 = 60

    /// One sentence for each; the same until it is renewed, or ended.
    public let details: [String]

    /// Those of these keys that end soon; nil where none does.
    public init?(_ keys: CertifiedServiceKeys, privateHalvesHere: Int, at now: Timestamp) {
        let limit = now.advanced(byDays: Self.warningDays)
        let ending = ServiceKeyPurpose.allCases.compactMap(keys.certificate(for:)).filter { $0.validUntil <= limit }
        guard !ending.isEmpty else { return nil }
        let why =
            privateHalvesHere >= ServiceRoot.threshold
            ? "the next start renews it." : "it can't be renewed by itself, as the service root's keys are elsewhere."
        details = ending.map {
            let verb = $0.validUntil <= now ? "ended" : "ends"
            return
                "The certificate of the \($0.purpose.rawValue) key \(verb) on \($0.validUntil.indianTimeText); \(why)"
        }
    }
}

extension BackEndInstallation {
    /// The certificates that end soon; nil where none does.
    func endingKeys(at now: Timestamp) -> EndingServiceKeys? {
        EndingServiceKeys(certifiedKeys, privateHalvesHere: privateHalvesHere, at: now)
    }

    /// How many of the root's private halves lie in the folder; none where they can't be read.
    var privateHalvesHere: Int {
        RootSigners(root: certifiedKeys.root, signers: (try? RootFolder.made(inFolder: folder).signers()) ?? []).count
    }
}
