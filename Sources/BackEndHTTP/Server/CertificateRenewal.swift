import BackEnd
import DutyModel
import Exchanges
import Logging
import ServiceLifecycle

/// Renews the listeners' certificates while they serve.
struct CertificateRenewal {
    let installation: BackEndInstallation
    let credentials: [LiveCredential]
    /// Between two rounds, in milliseconds.
    let restMilliseconds: Int64
    let logger: Logger

    /// Looks again and again, until the back end shuts down.
    func run() async {
        try? await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                try await Task.sleep(for: .milliseconds(restMilliseconds))
                for credential in credentials { await renew(credential) }
            }
        }
    }

    /// Renews one where that is due. A failure is an alarm; the old certificate goes on serving, and the next round tries
    /// again.
    private func renew(_ credential: LiveCredential) async {
        do throws(DutyFailure) {
            if try credential.renew() {
                logger.notice(
                    "The certificate of the listener \(credential.listener) was renewed.",
                    metadata: ["expires": "\(credential.expiresAt.indianTimeText)"])
            }
            guard credential.isReplacedByOthers else { return }
            try installation.requireReplaced(listener: credential.listener, expiresAt: credential.expiresAt)
        } catch {
            let detail =
                "The certificate of the listener \(credential.listener) ends on \(credential.expiresAt.indianTimeText) and was "
                + "not renewed: \(error.message)"
            logger.critical("\(detail)", metadata: ["code": "\(FailureCode.certificateNotRenewed.rawValue)"])
            do throws(DutyFailure) {
                try await installation.noteCertificateNotRenewed(detail)
            } catch {
                logger.error("The alarm could not be raised: \(error.message)")
            }
        }
    }
}
