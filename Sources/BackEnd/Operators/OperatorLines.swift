import DutyModel
import FundsLedger

/// A customer's account as an operator sees it.
package struct AccountLine: Hashable, Sendable, Codable {
    package let customer: CustomerAccount
    package let name: String
    /// Money that no device holds.
    package let funds: Paise
    /// Money on its way to devices.
    package let inTransit: Paise
    /// Money that devices hold.
    package let inDevices: Paise
    /// Duty printed, less refunds.
    package let consumed: Paise
    /// What the books cannot explain yet; zero or less.
    package let suspense: Paise
}

/// A device as an operator sees it.
package struct DeviceLine: Hashable, Sendable, Codable {
    package let psdKey: PSDKeyID
    package let customer: CustomerAccount
    /// The machine that holds it.
    package let machine: MachineSerial
    /// How it stands; the word of `PSDStanding`.
    package let standing: String
    /// Since when its key may be in other hands; nil where nobody said so.
    package let revokedSince: Timestamp?
    /// The last item whose stamp is good, of a device that an operator took out of use.
    package let lastItem: UInt32?
    /// Money that it holds by the books.
    package let value: Paise
    /// Money on its way to it.
    package let inTransit: Paise
    /// The last item number of which the books hold the record.
    package let itemCount: UInt32
    /// When it locks for want of an inspection.
    package let inspectionDue: Timestamp
    /// When it last said how it stands, by its own clock; nil before the first time.
    package let lastStatementAt: Timestamp?
    /// Whether an operator asked it for an audit that it has not made yet.
    package let auditWanted: Bool
    /// Since when a copy of it is suspected; nil where none is, or an operator has looked.
    package let suspectedSince: Timestamp?
    /// The fingerprint of the service root that it says, signed, that it obeys; nil before it said so.
    package let serviceRoot: ContentHash?
    /// The newest of each kind that it attested of its machine.
    package let attestations: [HeardAttestation]
}

/// A machine as an operator sees it.
package struct MachineLine: Hashable, Sendable, Codable {
    package let machine: MachineSerial
    /// The customer whose it is.
    package let customer: CustomerAccount
    /// Whether it was revoked.
    package let isRevoked: Bool
    /// Its certificates, the newest first.
    package let certificates: [CertificateLine]
}

/// A machine's certificate as an operator sees it.
package struct CertificateLine: Hashable, Sendable, Codable {
    /// SHA-256 of its DER form.
    package let hash: ContentHash
    package let expiresAt: Timestamp
    /// When it was revoked; nil where it wasn't.
    package let revokedAt: Timestamp?
}

/// A device of which there may be two.
package struct SuspectLine: Hashable, Sendable, Codable {
    package let psdKey: PSDKeyID
    package let customer: CustomerAccount
    /// The machine that holds it by the books.
    package let machine: MachineSerial
    /// How it stands; the word of `PSDStanding`.
    package let standing: String
    /// Since when it is suspected.
    package let since: Timestamp
    /// The lowest item number of which there may be two impressions.
    package let fromItem: UInt32
    /// Every record from that item on, by item and in the order in which they came.
    package let records: [SuspectRecord]
}

/// A usage record of a device of which there may be two.
package struct SuspectRecord: Hashable, Sendable, Codable {
    package let counter: UInt32
    package let value: Paise
    /// The instrument.
    package let article: Article
    /// When the impression was made, by the device's clock.
    package let madeAt: Timestamp
    /// When its record came.
    package let receivedAt: Timestamp
    /// Why the record was set aside; nil for one that is booked.
    package let setAside: String?
    /// Whether there is another record with this item number: one of the two devices made it.
    package let isDouble: Bool
}

/// A grant that no device has said it holds.
package struct TransitLine: Hashable, Sendable, Codable {
    package let psdKey: PSDKeyID
    package let customer: CustomerAccount
    /// The refill's place in the device's life.
    package let sequence: UInt64
    /// The operation's name, as the machine shows it.
    package let operation: OperationID
    package let amount: Paise
    package let grantedAt: Timestamp
    /// How the device stands; the word of `PSDStanding`.
    package let standing: String
}

/// An alarm that is not settled.
package struct AlarmLine: Hashable, Sendable, Codable {
    /// The customer, or empty where the alarm is the back end's own.
    package let customer: String
    /// The device key, or empty where the alarm is about no one device.
    package let psdKey: String
    package let code: String
    package let detail: String
    package let raisedAt: Timestamp
}

/// An impression that was declared spoiled.
package struct SpoilLine: Hashable, Sendable, Codable {
    package let psdKey: PSDKeyID
    package let counter: UInt32
    /// Its duty as the device declared it.
    package let value: Paise
    /// When it was declared, by the device's clock.
    package let declaredAt: Timestamp
    /// What was given back for it; nil where nothing was yet.
    package let refunded: Paise?
}

/// Money that was paid in.
package struct DepositLine: Hashable, Sendable, Codable {
    /// Whose account it was paid in to.
    package let customer: CustomerAccount
    package let challan: String
    package let amount: Paise
    package let bookedAt: Timestamp
    /// When it was taken out again; nil where it wasn't.
    package let reversedAt: Timestamp?
    /// Why it was, in the operator's words.
    package let reason: String?
}
