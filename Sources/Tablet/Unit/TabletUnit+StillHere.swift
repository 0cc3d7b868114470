import BaseProtocol
import DutyModel
import Exchanges

extension TabletUnit {
    /// Says that the machine is still here, by the word of its device. Nothing hangs on it: where it fails, as with a back end of an
    /// earlier version or a device without a licence, it is said the next time.
    func sayStillHere() async {
        do throws(DutyFailure) {
            try await drive(StillHereDialogue())
        } catch {
            surroundings.logger.debug(
                "the machine did not say that it is still here", metadata: ["code": "\(error.code.rawValue)"])
        }
    }
}

/// Has the device attest that its machine is still here, and brings that to the distributor.
struct StillHereDialogue: Dialogue {
    mutating func next(_ event: DialogueEvent) -> DialogueStep<Void> {
        switch event {
        case .began: .askBase(.attest(.stillHere(StillHere())))
        case .base(.attested(let attestation)): .askService(.attestation(attestation))
        case .service(.acknowledgement): .done(.success(()))
        default: .ended(by: event)
        }
    }
}
