import BaseProtocol
import DutyModel
import Exchanges

/// Asks for the licence of a device that has none, and gives it to the device.
///
/// That the tablet speaks for the device is written down before the device takes the licence: after a crash between
/// the two the device still waits for it, and is asked for again.
package struct ConfigurationDialogue: Dialogue {
    private enum Stage { case start, request, asking, adopting(DeviceConfiguration), applying(DeviceConfiguration) }

    private var stage = Stage.start
    private var publicKey: PublicKeyBytes?

    /// A request for the device in the base.
    package init() {}

    package mutating func next(_ event: DialogueEvent) -> DialogueStep<DeviceConfiguration> {
        switch (stage, event) {
        case (.start, .began):
            stage = .request
            return .askBase(.configurationRequest)
        case (.request, .base(.configurationRequest(let request))):
            publicKey = request.publicKey
            stage = .asking
            return .askService(.configuration(request))
        case (.asking, .service(.configuration(let configuration))):
            stage = .adopting(configuration)
            return .adopt(configuration.authorisation.psdKey)
        case (.adopting(let configuration), .kept):
            stage = .applying(configuration)
            return .askBase(.configure(configuration))
        case (.applying(let configuration), .base(.done)): return .done(.success(configuration))
        case (.asking, .failed(let failure)): return .done(.failure(named(failure)))
        default: return .ended(by: event)
        }
    }

    /// The refusal for want of a permit names the key, so that the operator can be given it.
    private func named(_ failure: DutyFailure) -> DutyFailure {
        guard failure.code == .psdNotPermitted, let publicKey else { return failure }
        return DutyFailure(
            .psdNotPermitted, "The new security device waits for the operator's permit.",
            remedy: "Give the operator this key: \(publicKey.hex). The machine asks again by itself.")
    }
}
