import DutyModel
import Signing
import Storage

/// What the rows of devices come to: a row is published for what the funds service signed of it. By itself it proves nothing,
/// since whoever writes to the database can make one.
struct AuthorisedKeys {
    /// Those that were authorised as they stand here.
    var keys: [PublishedKey] = []
    /// The names in all other rows, as they stand there.
    var unauthorised: [String] = []
}

extension EnrolmentService {
    /// How many rows are remembered as authorised; one that was forgotten is checked again.
    static let authorisedRowsMaximum = 262_144
    /// Alarms of one publication; a database that is wholly broken needs no thousand.
    private static let alarmsPerPublication = 20

    /// Whether the funds service authorised just this device. Each content of a row is checked once and remembered.
    func isAuthorised(_ key: PublishedKey, _ row: SQLRow) -> Bool {
        guard let customer = try? row.text("customer"), let bytes = try? row.bytes("authorisation") else {
            return false
        }
        let names = [
            "\(key.psdKey)", "\(key.publicKey)", "\(key.machine)", "\(key.licence)", "\(key.state)", "\(bytes.count)",
            customer,
        ]
        let content = ContentHash(sha256: Array(names.joined(separator: "\n").utf8) + bytes)
        if authorisedRows.held(content) == true { return true }
        guard let issued = try? StoredValue.decode(IssuedAuthorisation.self, from: bytes) else { return false }
        let terms = issued.authorisation
        guard terms.psdKey == key.psdKey, terms.psdPublicKey == key.publicKey, terms.machine == key.machine,
            terms.licence == key.licence, terms.state == key.state, terms.customer.text == customer,
            isOwnKind(terms), fundsKeys.holds(terms.fundsKey, at: terms.issuedAt),
            verifier.isValid(issued.signature, over: terms.signedForm, by: terms.fundsKey)
        else { return false }
        authorisedRows.remember(true, of: content)
        return true
    }

    /// The keys to publish now. A row that nobody authorised is not among them, and is an alarm of the back end.
    func keysToPublish() async throws(DutyFailure) -> [PublishedKey] {
        let found = try await authorisedKeys()
        guard !found.unauthorised.isEmpty else { return found.keys }
        let now = clock.now()
        try await database.write { (transaction) throws(DutyFailure) -> Void in
            for name in found.unauthorised.prefix(Self.alarmsPerPublication) {
                try SQLFundsBooks(transaction).raiseAlarm(
                    .keyNotAuthorised,
                    detail:
                        "The books name a device “\(ForeignText.shown(name, most: 32))” that the funds service didn't authorise "
                        + "as they say. Its key isn't published by them.",
                    at: now)
            }
        }
        return found.keys
    }
}
