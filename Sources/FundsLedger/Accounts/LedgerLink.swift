import DutyModel
import Exchanges
import Signing

/// One link of a customer's hash chain over the ledger: each booking, with its legs and its place, and the link before.
///
/// The chain shows a booking that was changed, left out, or put in, whoever did it and with whatever tool: its hash is
/// that of no other history. It begins with zeros before place 1.
package enum LedgerLink {
    /// The hash of a booking at this place of the customer's chain (`dutymark.ledger-link.v1`).
    package static func hash(
        _ operation: LedgerOperation, place: UInt64, bookedAt: Timestamp, previous: ContentHash
    ) -> ContentHash {
        var form = CanonicalForm(context: .ledgerLink)
        form.append(text: operation.customer.text)
        form.append(number: place)
        form.append(previous.bytes)
        form.append(text: operation.id)
        form.append(text: operation.kind.rawValue)
        form.append(bookedAt)
        form.append(number: UInt64(operation.legs.count))
        for leg in operation.legs {
            form.append(text: leg.account.name)
            form.append(leg.amount)
        }
        return ContentHash(sha256: form.bytes)
    }
}
