import Crypto
import DutyModel
import NetworkSetup

/// Seals forms, so that only a form that this page gave to this browser is accepted (against CSRF).
///
/// The seal is HMAC-SHA256 under a secret that lives as long as the process, over the browser's session, what
/// the form is for, and the form's number.
struct FormSeal: Sendable {
    private let secret: SymmetricKey

    /// A seal under a fresh secret.
    init(random: RandomBytes) { secret = SymmetricKey(data: random(32)) }

    /// The seal of a form, in hexadecimal.
    func token(session: PageSession, purpose: FormPurpose, number: UInt64) -> String {
        Hexadecimal.encode(
            Array(HMAC<SHA256>.authenticationCode(for: content(session, purpose, number), using: secret)))
    }

    /// Whether a token seals this form; takes the same time for every wrong token.
    func accepts(_ token: String, session: PageSession, purpose: FormPurpose, number: UInt64) -> Bool {
        guard let bytes = Hexadecimal.decode(token.utf8) else { return false }
        return HMAC<SHA256>.isValidAuthenticationCode(
            bytes, authenticating: content(session, purpose, number), using: secret)
    }

    /// None of the parts can hold a blank, so no two forms have the same content.
    private func content(_ session: PageSession, _ purpose: FormPurpose, _ number: UInt64) -> [UInt8] {
        Array("dutymark.page-form.v1 \(session.name) \(purpose.rawValue) \(number)".utf8)
    }
}

/// What a form asks for.
enum FormPurpose: String, Hashable, Sendable, CaseIterable {
    /// An impression.
    case frank
    /// Funds.
    case refill
    /// The answer to the pending refill.
    case continueRefill = "continue-refill"
    /// A comparison of the registers with the books.
    case audit
    /// The upload of what waits.
    case upload
    /// The pending refill given up.
    case cancelRefill = "cancel-refill"
    /// The drawing of an impression.
    case print
    /// The word that a print came out.
    case delivered = "printed"
    /// A print declared spoiled.
    case spoil
    /// The end of the machine.
    case withdraw
    /// A withdrawn device put to use again.
    case nextLife = "next-life"
    /// The cable's settings.
    case wired = "settings-wired"
    /// The wireless network's settings.
    case wifi = "settings-wifi"
    /// The network's settings that are on trial, kept.
    case confirmNetwork = "settings-confirm"
    /// A test of how the back end is reached.
    case testNetwork = "settings-check"
    /// A run of the doctor.
    case examineNetwork = "settings-doctor"

    /// What an act of a person changes.
    enum Changed { case device, networkSettings }

    /// What its work changes, under a name; nil for what has none.
    var changes: Changed? {
        switch self {
        case .frank, .refill, .continueRefill, .audit, .upload, .cancelRefill, .spoil, .withdraw, .nextLife: .device
        case .wired, .wifi, .confirmNetwork: .networkSettings
        // A drawing goes by its number, and one that has begun is sent again.
        case .print, .delivered, .testNetwork, .examineNetwork: nil
        }
    }

    /// The link whose settings the form holds; nil for every other form.
    var link: LinkKind? {
        switch self {
        case .wired: .wired
        case .wifi: .wifi
        default: nil
        }
    }
}
