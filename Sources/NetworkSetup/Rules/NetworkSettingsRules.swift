import ConnectivityGuide
import DutyModel

/// Decides which settings are taken: a pure function of what was typed, what is in force, and the guide.
public struct NetworkSettingsRules: Sendable {
    let internalRanges: [GuideAddressRange]

    /// Rules by which no gateway, DNS server or proxy may have an address that the machine uses inside itself.
    public init(guide: ConnectivityGuide) { internalRanges = guide.addressRanges }

    /// The settings that a wish means.
    ///
    /// - Parameter current: what is in force: parts that the wish leaves out stay, and so does a secret that was left
    ///   empty, as long as it would go to the same network, or the same proxy and user, as before.
    /// - Returns: the settings, or everything that is wrong with the wish, in the order of the page's fields.
    public func settings(
        for wish: NetworkWish, from current: NetworkSettings
    ) -> Result<NetworkSettings, NetworkFaults> {
        var settings = current
        var faults = NetworkFaults()
        if let link = wish.link, let made = self.link(link, from: current.link, &faults) { settings.link = made }
        if let proxy = wish.proxy, let made = self.proxy(proxy, from: current.proxy, &faults) { settings.proxy = made }
        return faults.list.isEmpty ? .success(settings) : .failure(faults)
    }

    private func link(_ wish: LinkWish, from current: LinkSettings, _ faults: inout NetworkFaults) -> LinkSettings? {
        switch wish.kind {
        case .wired: return addresses(wish, &faults).map { .wired($0) }
        case .wifi:
            let wifi = self.wifi(wish, from: current, &faults)
            guard let addresses = self.addresses(wish, &faults), let wifi else { return nil }
            return .wifi(wifi, addresses)
        }
    }
}

/// What is wrong with a wish, by field.
public struct NetworkFaults: Error, Hashable, Sendable {
    /// The faults in the order in which they were found.
    public private(set) var list: [NetworkFault] = []

    init() {}

    /// Writes a fault down; of one field only the first counts.
    mutating func note(_ field: NetworkField, _ failure: DutyFailure) {
        guard !list.contains(where: { $0.field == field }) else { return }
        list.append(NetworkFault(field: field, failure: failure))
    }

    /// Does a check whose failure belongs to this field; nil where it failed.
    mutating func checked<Value>(_ field: NetworkField, _ check: () throws(DutyFailure) -> Value) -> Value? {
        do throws(DutyFailure) {
            return try check()
        } catch {
            note(field, error)
            return nil
        }
    }
}

/// One thing that is wrong with a wish.
public struct NetworkFault: Hashable, Sendable, Codable {
    /// The field that must be corrected.
    public let field: NetworkField
    /// The stable code.
    public let code: FailureCode
    /// What is wrong.
    public let message: String
    /// What to do.
    public let remedy: String

    init(field: NetworkField, failure: DutyFailure) {
        self.field = field
        code = failure.code
        message = failure.message
        remedy = failure.remedy
    }

    /// The fault as a failure.
    public var failure: DutyFailure { DutyFailure(code, message, remedy: remedy) }
}
