import DutyModel
import NetworkSetup
import Synchronization

/// What is known of the link at this moment, readable from everywhere at once.
public final class LinkView: Sendable {
    private let link: any LinkConfigurator
    private let seen = Mutex(LinkState())

    /// A view of this link; nothing is known before the first look.
    public init(_ link: any LinkConfigurator) { self.link = link }

    /// The link as it was seen last.
    public var state: LinkState { seen.withLock { $0 } }

    /// Looks again; true where the way to the network is another than before. A link that cannot be read stays as it
    /// was seen.
    @discardableResult
    public func look() async -> Bool {
        guard let state = try? await link.state() else { return false }
        return seen.withLock { seen in
            defer { seen = state }
            return seen != state
        }
    }
}
