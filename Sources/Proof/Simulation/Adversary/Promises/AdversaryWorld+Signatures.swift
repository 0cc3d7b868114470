import BaseProtocol
import DutyModel
import Exchanges
import Foundation
import SecurityDevice
import Signing

/// The private key stays where it is, and signs nothing but the forms of the device's own words.
extension AdversaryWorld {
    /// The forms that the device's key signed since the last look; keys of earlier lives sign nothing.
    func signedForms(_ place: Int) -> [CanonicalForm] { bases[place].cabinet.made.flatMap { $0.book.takeNewest() } }

    /// What the key signed for this answer is this answer, and says how the device really stands.
    func judgeSignatures(_ answer: BaseAnswer, _ place: Int, since before: DeviceStatus) {
        let signed = signedForms(place)
        var expected: [CanonicalForm] = []
        switch answer {
        case .franked(let record):
            if bases[place].figures.itemCount > before.itemCount {
                expected = [record.record.stamp.record.signedForm, record.record.signedForm]
            }
        case .refillRequest(let request):
            expected = [request.signedForm]
            bases[place].ledger.asked.insert(request.operation.id)
            bases[place].ledger.refillNonce = request.nonce
            judge(request.statement, place)
        case .auditRequest(let request):
            expected = [request.signedForm]
            bases[place].ledger.auditNonce = request.nonce
            judge(request.statement, place)
            if let root = request.root, root != bases[place].figures.serviceRoot {
                breaks("a device names a service root that it does not obey")
            }
        case .withdrawalRequest(let request):
            expected = [request.signedForm]
            bases[place].ledger.asked.insert(request.id)
            bases[place].ledger.withdrawalNonce = request.nonce
            judge(request.statement, place)
        case .withdrawalConfirmation(let confirmation):
            expected = [confirmation.signedForm]
            judge(confirmation.statement, place)
        case .configurationRequest(let request):
            expected = [request.signedForm]
            judge(request.statement, place)
        case .attested(let attestation): expected = [attestation.value.signedForm]
        case .spoiled(let spoil):
            if bases[place].figures.unacknowledgedSpoils > before.unacknowledgedSpoils { expected = [spoil.signedForm] }
        default: break
        }
        if signed != expected { breaks("a device signed \(signed.count) forms that are not its answer") }
    }

    /// A statement says how the device stands, under a counter that no statement had before.
    private func judge(_ statement: RegisterStatement, _ place: Int) {
        let figures = bases[place].figures
        if statement.psdKey != figures.psdKey || statement.registers.ascending.count != figures.ascending
            || statement.registers.descending.count != figures.descending || statement.itemCount != figures.itemCount
            || statement.appliedSequence != figures.appliedSequence
            || statement.chainHead != bases[place].ledger.chainHead
        {
            breaks("a device signed a statement of what it is not")
        }
        if statement.statementCounter <= bases[place].ledger.statementCounter {
            breaks("a statement counter went back or was used twice")
        }
        bases[place].ledger.statementCounter = statement.statementCounter
    }

    /// No private key of any device stands in an answer, as bytes, in hexadecimal or in base64.
    func requireNoSecret(in answer: BaseAnswer, _ command: BaseCommand) {
        let haystack = Data(BytesWithin.all(of: answer))
        for key in bases.flatMap(\.cabinet.made) {
            let secret = Data(key.secret)
            for needle in [secret, Data(Hexadecimal.encode(key.secret).utf8), Data(secret.base64EncodedString().utf8)]
            where haystack.range(of: needle) != nil {
                breaks("the answer to \(Self.name(command)) holds a private key")
            }
        }
    }
}

/// All bytes and texts that a value holds, one behind the other.
private enum BytesWithin {
    static func all(of value: Any) -> [UInt8] {
        switch value {
        case let bytes as [UInt8]: bytes
        case let data as Data: Array(data)
        case let text as String: Array(text.utf8)
        default: Mirror(reflecting: value).children.flatMap { all(of: $0.value) }
        }
    }
}
