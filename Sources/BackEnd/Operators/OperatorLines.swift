import DutyModel
import FundsLedger

/// A customer's account as an operator sees it.
public struct AccountLine: Hashable, Sendable, Codable {
    /// The customer.
    public let customer: CustomerAccount
    /// Its name.
    public let name: String
    /// Money that no device holds.
    public let funds: Paise
    /// Money on its way to devices.
    public let inTransit: Paise
    /// Money that devices hold.
    public let inDevices: Paise
    /// Duty printed, less refunds.
    public let consumed: Paise
    /// What the books cannot explain yet; zero or less.
    public let suspense: Paise
}

/// A device as an operator sees it.
public struct DeviceLine: Hashable, Sendable, Codable {
    /// The device key.
    public let psdKey: PSDKeyID
    /// The customer who pays.
    public let customer: CustomerAccount
    /// The machine that holds it.
    public let machine: MachineSerial
    /// How it stands; the word of `PSDStanding`.
    public let standing: String
    /// Since when its key may be in other hands; nil where nobody said so.
    public let revokedSince: Timestamp?
    /// The last item whose stamp is good, of a device that an operator took out of use.
    public let lastItem: UInt32?
    /// Money that it holds by the books.
    public let value: Paise
    /// Money on its way to it.
    public let inTransit: Paise
    /// The last item number of which the books hold the record.
    public let itemCount: UInt32
    /// When it locks for want of an inspection.
    public let inspectionDue: Timestamp
    /// When it last said how it stands, by its own clock; nil before the first time.
    public let lastStatementAt: Timestamp?
    /// Whether an operator asked it for an audit that it has not made yet.
    public let auditWanted: Bool
    /// Since when a copy of it is suspected; nil where none is, or an operator has looked.
    public let suspectedSince: Timestamp?
    /// The fingerprint of the service root that it says, signed, that it obeys; nil before it said so.
    public let serviceRoot: ContentHash?
    /// The newest of each kind that it attested of its machine.
    public let attestations: [HeardAttestation]
}

/// A machine as an operator sees it.
public struct MachineLine: Hashable, Sendable, Codable {
    /// The machine.
    public let machine: MachineSerial
    /// The customer whose it is.
    public let customer: CustomerAccount
    /// Whether it was revoked.
    public let isRevoked: Bool
    /// Its certificates, the newest first.
    public let certificates: [CertificateLine]
}

/// A machine's certificate as an operator sees it.
public struct CertificateLine: Hashable, Sendable, Codable {
    /// SHA-256 of its DER form.
    public let hash: ContentHash
    /// When it expires.
    public let expiresAt: Timestamp
    /// When it was revoked; nil where it wasn't.
    public let revokedAt: Timestamp?
}

/// A device of which there may be two.
public struct SuspectLine: Hashable, Sendable, Codable {
    /// The device key.
    public let psdKey: PSDKeyID
    /// The customer who pays.
    public let customer: CustomerAccount
    /// The machine that holds it by the books.
    public let machine: MachineSerial
    /// How it stands; the word of `PSDStanding`.
    public let standing: String
    /// Since when it is suspected.
    public let since: Timestamp
    /// The lowest item number of which there may be two impressions.
    public let fromItem: UInt32
    /// Every record from that item on, by item and in the order in which they came.
    public let records: [SuspectRecord]
}

/// A usage record of a device of which there may be two.
public struct SuspectRecord: Hashable, Sendable, Codable {
    /// The item number.
    public let counter: UInt32
    /// The duty.
    public let value: Paise
    /// The instrument.
    public let article: Article
    /// When the impression was made, by the device's clock.
    public let madeAt: Timestamp
    /// When its record came.
    public let receivedAt: Timestamp
    /// Why the record was set aside; nil for one that is booked.
    public let setAside: String?
    /// Whether there is another record with this item number: one of the two devices made it.
    public let isDouble: Bool
}

/// A grant that no device has said it holds.
public struct TransitLine: Hashable, Sendable, Codable {
    /// The device key.
    public let psdKey: PSDKeyID
    /// The customer who pays.
    public let customer: CustomerAccount
    /// The refill's place in the device's life.
    public let sequence: UInt64
    /// The operation's name, as the machine shows it.
    public let operation: OperationID
    /// The money.
    public let amount: Paise
    /// When it was granted.
    public let grantedAt: Timestamp
    /// How the device stands; the word of `PSDStanding`.
    public let standing: String
}

/// An alarm that is not settled.
public struct AlarmLine: Hashable, Sendable, Codable {
    /// The customer, or empty where the alarm is the back end's own.
    public let customer: String
    /// The device key, or empty where the alarm is about no one device.
    public let psdKey: String
    /// Its code.
    public let code: String
    /// What happened.
    public let detail: String
    /// When.
    public let raisedAt: Timestamp
}

/// An impression that was declared spoiled.
public struct SpoilLine: Hashable, Sendable, Codable {
    /// The device key.
    public let psdKey: PSDKeyID
    /// The impression.
    public let counter: UInt32
    /// Its duty as the device declared it.
    public let value: Paise
    /// When it was declared, by the device's clock.
    public let declaredAt: Timestamp
    /// What was given back for it; nil where nothing was yet.
    public let refunded: Paise?
}

/// Money that was paid in.
public struct DepositLine: Hashable, Sendable, Codable {
    /// Whose account it was paid in to.
    public let customer: CustomerAccount
    /// The number under which it was.
    public let challan: String
    /// The money.
    public let amount: Paise
    /// When it was booked.
    public let bookedAt: Timestamp
    /// When it was taken out again; nil where it wasn't.
    public let reversedAt: Timestamp?
    /// Why it was, in the operator's words.
    public let reason: String?
}
