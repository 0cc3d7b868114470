import BaseProtocol
import DutyModel
import Exchanges
import Testing

@testable import Tablet

/// The machine's next certificate, and that of its device beside it.
@Suite struct RenewalDialogueTests {
    private static let renewal = CertificateRenewal(
        psdKey: TestDirectory.key, certificate: .zero, publicKey: [4], time: Timestamp(1_790_000_000),
        signature: SignatureBytes(unchecked: Array(repeating: 0, count: SignatureBytes.length)))

    private func asking() -> RenewalDialogue {
        var dialogue = RenewalDialogue(of: .zero, publicKey: [4])
        _ = dialogue.next(.began)
        guard
            case .askService(.attestation(.renewal(Self.renewal))) = dialogue.next(
                .base(.attested(.renewal(Self.renewal))))
        else {
            Issue.record("the distributor is not asked")
            return dialogue
        }
        return dialogue
    }

    @Test func `without the device's certificate nothing is left to do`() {
        var dialogue = asking()
        let given = MachineCertificate(certificate: [1], expiresAt: Timestamp(1_800_000_000))
        guard case .done(.success(given)) = dialogue.next(.service(.certificate(given))) else {
            Issue.record("the renewal is not done")
            return
        }
    }

    @Test func `the base is given the device's certificate, and the machine has its own whatever becomes of that`() {
        let given = MachineCertificate(
            certificate: [1], expiresAt: Timestamp(1_800_000_000), deviceCertificate: [2])
        let ends: [DialogueEvent] = [
            .base(.done), .failed(DutyFailure(.linkBroken, "")), .failed(DutyFailure(.valueMalformed, "")),
        ]
        for end in ends {
            var dialogue = asking()
            guard case .askBase(.keepCertificate([2])) = dialogue.next(.service(.certificate(given))) else {
                Issue.record("the base is not asked to keep it")
                return
            }
            guard case .done(.success(given)) = dialogue.next(end) else {
                Issue.record("the renewal is not done")
                return
            }
        }
    }
}
