import DutyModel
import Exchanges
import Foundation
import FundsLedger

/// What the back end decided and no device can prove by its own: an operator's acts, licences, and how devices stand.
///
/// Each is kept with what it did, so that books that lost it can take it up again. Grants, verdicts and usage are not
/// among them: devices hold those, signed.
enum BackEndAct: Codable, Hashable, Sendable {
    /// A customer's account was opened.
    case accountOpened(CustomerAccount, name: String, isDemonstration: Bool)
    /// Money came in under a challan.
    case deposited(CustomerAccount, Paise, challan: String)
    /// The deposit under a challan was taken out again, for this reason.
    case depositReversed(challan: String, reason: String)
    /// Money from outside explained what was in suspense.
    case suspenseCleared(CustomerAccount, Paise, challan: String)
    /// A machine was enrolled with a certificate, in DER.
    case machineEnrolled(MachineSerial, CustomerAccount, certificate: Data, expiresAt: Timestamp)
    /// The certificate with this hash was withdrawn; why, since files of this version.
    case certificateWithdrawn(ContentHash, reason: String? = nil)
    /// A machine was revoked with all its certificates, for this reason.
    case machineRevoked(MachineSerial, reason: String)
    /// A device key may be licensed.
    case permitted(PSDEnrolment, CustomerAccount)
    /// A device key was licensed, with its certificate in DER and where its life began.
    case licensed(IssuedAuthorisation, certificate: Data, start: LifeStart)
    /// A device stands so from now on, by the word of `PSDStanding`, as files of earlier versions say it; they knew neither
    /// a suspicion nor what the device was told.
    case stands(PSDKeyID, standing: String, endedAt: Timestamp?)
    /// A device stands so from now on.
    case standing(PSDKeyID, StandingOnBook)
    /// A device was ordered to give up its funds; where its life ended.
    case withdrawn(PSDKeyID, id: OperationID, removed: Paise, end: LifeStart)
    /// A device gave its funds up and destroyed its key.
    case withdrawalConfirmed(PSDKeyID)
    /// What a device left when it was retired went back to the customer; all that was ever granted to it by then.
    case settled(PSDKeyID, Paise, controlTotal: Paise)
    /// A device declared a print spoiled.
    case spoiled(SpoilDeclaration)
    /// A spoiled impression was refunded.
    case refunded(PSDKeyID, counter: UInt32, paid: Paise, deduction: Paise, rule: String)
    /// Grants that a device gave up, in the request to be withdrawn that it signed, went back to the customer.
    case grantsReturned([RefillAnswer], by: WithdrawalRequest)
    /// An operator gave a reason for an act though the device was under suspicion.
    case allowed(PSDKeyID, act: String, reason: String)
    /// People dealt with the open alarms of this code.
    case alarmsSettled(AlarmSubject, FailureCode)
    /// Restored books began this term of the funds service.
    case termBegan(UInt64)
}

extension BackEndAct {
    /// A machine was enrolled with this certificate.
    static func machineEnrolled(
        _ machine: MachineSerial, _ customer: CustomerAccount, _ issued: IssuedCertificate
    ) -> BackEndAct {
        .machineEnrolled(machine, customer, certificate: Data(issued.der), expiresAt: issued.expiresAt)
    }
}

/// Whose alarms.
enum AlarmSubject: Codable, Hashable, Sendable {
    /// A device's.
    case device(PSDKeyID)
    /// A customer's, about no one device.
    case customer(CustomerAccount)
    /// The back end's own.
    case backEnd
}

extension AlarmSubject: CustomStringConvertible {
    var description: String {
        switch self {
        case .device(let psdKey): psdKey.description
        case .customer(let customer): customer.text
        case .backEnd: "the back end"
        }
    }
}

/// How a device stands, as the books hold it.
struct StandingOnBook: Codable, Hashable, Sendable {
    /// The word of `PSDStanding`.
    let standing: String
    /// When its life ended; nil while it goes on.
    let endedAt: Timestamp?
    /// Why two devices may be alive with its key.
    let suspicion: DeviceSuspicion?
    /// When an operator last looked at it and lifted its locks.
    let examinedAt: Timestamp?
    /// The last item of a device that an operator ended; files of earlier versions say none.
    let lastItem: UInt32?
    /// Why nothing that its key signed is proof.
    let revocation: KeyRevocation?
    let newest: DeviceStanding?

    init(_ device: DeviceAccount) {
        standing = device.standing.rawValue
        endedAt = device.endedAt
        suspicion = device.suspicion
        examinedAt = device.examinedAt
        lastItem = device.lastItem
        revocation = device.revocation
        newest = device.newestStanding
    }
}

/// An act with its place among all of this back end.
struct PlacedAct: Hashable, Sendable {
    /// Counts the acts, from 1.
    let place: Int64
    /// When it was done.
    let madeAt: Timestamp
    /// The act in JSON with sorted keys, as the table and the file hold it.
    let text: String

    /// The act; throws `data_malformed` where a newer version wrote it.
    func act() throws(DutyFailure) -> BackEndAct { try StoredValue.json(BackEndAct.self, from: Array(text.utf8)) }
}
