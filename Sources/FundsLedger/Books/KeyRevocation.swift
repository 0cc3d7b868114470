import DutyModel

/// An operator's word that a device's key may be in other hands: from then on nothing that it signed proves anything by
/// itself, whatever date it bears.
package struct KeyRevocation: Hashable, Sendable, Codable {
    /// Since when it may be; what the books held of the device before is the device's own.
    package let since: Timestamp
    /// Why, in the operator's words.
    package let reason: String

    /// A revocation; throws `value_malformed` unless the reason is one line of 1 to 200 readable characters.
    package init(since: Timestamp, because reason: String) throws(DutyFailure) {
        self.since = since
        self.reason = try OperatorReason.checked(reason)
    }
}
