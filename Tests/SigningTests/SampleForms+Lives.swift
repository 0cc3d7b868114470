import DutyModel
import Exchanges
import Signing

extension SampleForms {
    /// What a device says as a life of it begins, ends, or gives something up.
    static func lives() throws -> [Sample] {
        let device = try PSDKeyID("P00000042-1")
        return [
            Sample(
                name: "refill cancellation", context: .refillCancellation,
                form: RefillRequest(
                    .cancellation, operation: try operation(), nonce: nonce(0x44), statement: try statement()
                ).signedForm),
            Sample(
                name: "withdrawal request", context: .withdrawalRequest,
                form: WithdrawalRequest(id: id(0x5A), nonce: nonce(0x6A), statement: try statement()).signedForm),
            Sample(
                name: "withdrawal confirmation", context: .withdrawalConfirmation,
                form: WithdrawalConfirmation(id: id(0x5A), statement: try statement()).signedForm),
            Sample(
                name: "configuration request", context: .configurationRequest,
                form: ConfigurationRequest(
                    publicKey: key(0x99), nonce: nonce(0x6A), statement: try statement()
                ).signedForm),
            Sample(
                name: "spoil declaration", context: .spoil,
                form: SpoilDeclaration(psdKey: device, counter: 17, value: .rupees(500), time: time).signedForm),
        ]
    }
}
