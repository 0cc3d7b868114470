import DutyModel
import Exchanges
import Signing

extension SampleForms {
    /// How a device stands, and the answers that name it.
    static func standings() throws -> [Sample] {
        let key = try PSDKeyID("P00000042-1")
        let standing = DeviceStanding(
            psdKey: key, number: StandingNumber(epoch: 2, count: 3), state: .suspected, reason: .psdCloneSuspected,
            time: time, signature: noSignature)
        let lifted = DeviceStanding(
            psdKey: key, number: StandingNumber(epoch: 2, count: 4), state: .active, reason: nil, time: time,
            signature: noSignature)
        let named = NamedStanding(number: standing.number, hash: hash(0xDD))
        let verdict = AuditVerdict(
            psdKey: key, id: id(0x55), nonce: nonce(0x66), statementCounter: 9, differences: [.clone],
            inspectionDue: time.advanced(byDays: 28), epoch: 2, time: time, standing: named, signature: noSignature)
        let withdrawal = WithdrawalOrder(
            psdKey: key, id: id(0x5A), nonce: nonce(0x6A), statementCounter: 10, removed: .rupees(450), epoch: 2,
            time: time, standing: named, signature: noSignature)
        return [
            Sample(name: "standing, suspected", context: .standing, form: standing.signedForm),
            Sample(name: "standing, active again", context: .standing, form: lifted.signedForm),
            Sample(
                name: "envelope that names a standing", context: .standingEnvelope,
                form: AnswerEnvelope(
                    answerHash: hash(0x77), nonce: nonce(0x44), epoch: 2, time: time, standing: named
                ).signedForm),
            Sample(name: "audit verdict that names a standing", context: .standingVerdict, form: verdict.signedForm),
            Sample(
                name: "withdrawal order that names a standing", context: .standingWithdrawal,
                form: withdrawal.signedForm),
            Sample(
                name: "usage receipt that names a standing", context: .standingReceipt,
                form: UsageReceipt(
                    psdKey: key, durableThrough: 17, batchHash: hash(0x88), time: time, standing: named
                ).signedForm),
        ]
    }
}
