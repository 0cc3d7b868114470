/// Who is the enemy in an adversary trial.
package enum Enemy: String, Sendable, CaseIterable {
    /// Holds the tablets: sends the bases any command in any order with any values, speaks to the back end as the
    /// machines, and delays, repeats, drops and mixes answers as it likes.
    case tablet
    /// Sits between honest tablets and the back end, inside their connections.
    case network
    /// Has the certificate keys of the machines and no base; honest machines work beside it.
    case certificate

    /// The enemy of a seed: of ten, six hold the tablet, two the network, two the certificate.
    package static func of(seed: UInt64) -> Enemy {
        switch seed % 10 {
        case 3, 7: .network
        case 5, 9: .certificate
        default: .tablet
        }
    }
}
