import Crypto
import DutyModel

/// Seals forms, so that only a form that this page gave to this browser is accepted (against CSRF).
///
/// The seal is HMAC-SHA256 under a secret that lives as long as the process, over the browser's session, the form's
/// name, and the form's number.
struct FormSeal: Sendable {
    private let secret: SymmetricKey

    /// A seal under a fresh secret.
    init(random: RandomBytes) { secret = SymmetricKey(data: random(32)) }

    /// The seal of a form, in hexadecimal.
    func token(session: PageSession, form: PageForm, number: UInt64) -> String {
        Hexadecimal.encode(
            Array(HMAC<SHA256>.authenticationCode(for: content(session, form, number), using: secret)))
    }

    /// Whether a token seals this form; takes the same time for every wrong token.
    func accepts(_ token: String, session: PageSession, form: PageForm, number: UInt64) -> Bool {
        guard let bytes = Hexadecimal.decode(token.utf8) else { return false }
        return HMAC<SHA256>.isValidAuthenticationCode(
            bytes, authenticating: content(session, form, number), using: secret)
    }

    /// None of the parts can hold a blank, so no two forms have the same content.
    private func content(_ session: PageSession, _ form: PageForm, _ number: UInt64) -> [UInt8] {
        Array("dutymark.page-form.v1 \(session.name) \(form.name) \(number)".utf8)
    }
}
