import DutyModel
import Exchanges
import Signing
import Tablet

extension ServiceQuestion {
    /// Throws unless the device signed what it is said to ask: by the key that these books hold, or, where it asks for its
    /// licence, by the one that it shows.
    func requireSignature(on books: BookState, verifier: any FormVerifier) throws(DutyFailure) {
        if case .configuration(let request) = self {
            return try verifier.require(request, by: request.publicKey, on: "request")
        }
        guard let key = books.book(of: psdKey)?.account.publicKey else {
            throw DutyFailure(.psdUnknown, "The device is not enrolled.")
        }
        switch self {
        case .refill(let request):
            try verifier.require(request, by: key, on: "refill request")
        case .audit(let request):
            try verifier.require(request, by: key, on: "audit request")
        case .withdrawal(let request):
            try verifier.require(request, by: key, on: "withdrawal request")
        case .withdrawalConfirmation(let request):
            try verifier.require(request, by: key, on: "confirmation")
        case .spoil(let spoil):
            try verifier.require(spoil, by: key, on: "declaration")
        case .usage(let batch):
            for signed in batch.records {
                let stamp = signed.record.stamp
                try verifier.require(stamp.signature, over: stamp.record.signedForm, by: key, on: "stamp")
                try verifier.require(signed.signature, over: signed.record.signedForm, by: key, on: "usage record")
            }
        case .attestation(let attestation):
            try verifier.require(attestation.value, by: key, on: attestation.kind)
        case .grantReport, .configuration, .licence: break
        }
    }
}
