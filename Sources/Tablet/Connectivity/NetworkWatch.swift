import DutyModel
import Logging
import ServiceLifecycle
import NetworkSetup

/// Looks now and then at the link, and, while the network keeps the machine from its duties, for the cause: what is found
/// is told in place of its consequences, and once it is gone the duties are tried at once.
public struct NetworkWatch: Service {
    /// What is looked at.
    public struct Surroundings: Sendable {
        /// The link.
        public var link: LinkView
        /// The addresses of the DNS servers in use; empty where the machine asks none itself.
        public var nameServers: @Sendable () -> [String]
        /// Which addresses the site must not use.
        public var rules: InternalRangeRules
        /// The connectivity check; nil where the guide has none.
        public var check: (@Sendable () async -> ConnectivityVerdict)?
        /// Tells that the link is another, so that connections of the old one are given up.
        public var linkChanged: @Sendable () async -> Void

        /// These surroundings.
        public init(
            link: LinkView, nameServers: @escaping @Sendable () -> [String], rules: InternalRangeRules,
            check: (@Sendable () async -> ConnectivityVerdict)?, linkChanged: @escaping @Sendable () async -> Void
        ) {
            self.link = link
            self.nameServers = nameServers
            self.rules = rules
            self.check = check
            self.linkChanged = linkChanged
        }
    }

    private let tablet: TabletUnit
    private let surroundings: Surroundings

    /// A watch for this tablet.
    public init(tablet: TabletUnit, surroundings: Surroundings) {
        self.tablet = tablet
        self.surroundings = surroundings
    }

    /// Runs until the machine stops.
    public func run() async throws {
        await cancelWhenGracefulShutdown {
            var last: ConnectivityVerdict?
            while !Task.isCancelled {
                last = await lookOnce(after: last)
                let broken = await tablet.networkIsBroken
                let settings = tablet.settings
                let seconds = broken ? settings.brokenNetworkLookSeconds : settings.networkLookSeconds
                try? await Task.sleep(for: .seconds(seconds))
            }
        }
    }

    /// One look; returns the verdict of the connectivity check where it was made.
    func lookOnce(after last: ConnectivityVerdict?) async -> ConnectivityVerdict? {
        let isOtherLink = await surroundings.link.look()
        if isOtherLink { await surroundings.linkChanged() }
        let clash = clash()
        var verdict: ConnectivityVerdict?
        if clash == nil, let check = surroundings.check, await tablet.networkPreventsDuties { verdict = await check() }
        await tablet.noteNetwork(clash ?? Self.cause(verdict))
        if isOtherLink || verdict == .open && last != nil && last != .open { tablet.wake() }
        // Between two checks that were not needed nothing is known to have changed.
        if let verdict { return verdict }
        return await tablet.networkPreventsDuties ? last : nil
    }

    private func clash() -> DutyFailure? {
        surroundings.rules.clash(gateways: surroundings.link.state.gateways, nameServers: surroundings.nameServers())
    }

    /// A portal explains everything that fails behind it. A check without an answer explains nothing: what the duties
    /// met says more.
    private static func cause(_ verdict: ConnectivityVerdict?) -> DutyFailure? {
        guard case .portal? = verdict else { return nil }
        return verdict?.failure
    }
}
