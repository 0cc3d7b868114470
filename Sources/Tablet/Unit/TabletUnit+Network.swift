import BaseProtocol
import DutyModel
import Exchanges
import Signing

extension TabletUnit {
    /// Takes note of what keeps the machine from the network, or that nothing of that kind was found.
    func noteNetwork(_ failure: DutyFailure?) {
        guard failure?.code != networkCause else { return }
        networkCause = failure?.code
        note(failure, in: .network)
    }

    /// Whether the way to the back end is known to be broken.
    var networkIsBroken: Bool { networkCause != nil || networkPreventsDuties }

    /// Talks with every service, signed and checked like all work: the distributor gives a new directory, funds compares
    /// the registers, transactions gives a receipt for the newest record once more.
    func exchangeWithEveryService() async -> [ServiceExchange] {
        [
            await exchange(with: .distributor) { () throws(DutyFailure) in
                let key = try await self.keyForServices()
                let version = try await self.knownToBackEnd(as: key) { () async throws(DutyFailure) in
                    try await self.services.renewDirectory(for: key)
                }
                return .done("directory \(version), signed, and tokens for every service")
            },
            await exchange(with: .funds) { () throws(DutyFailure) in
                let agrees = try await self.audit(act: nil).differences.isEmpty
                return .done(agrees ? "the registers agree with the books" : "the registers differ from the books")
            },
            await exchange(with: .transactions) { () throws(DutyFailure) in
                guard let through = try await self.confirmNewestRecord() else {
                    return .nothingToSend("nothing was franked yet, so there is nothing to send")
                }
                return .done("a receipt for item \(through)")
            },
        ]
    }

    private func exchange(
        with service: ServiceName, _ work: () async throws(DutyFailure) -> ServiceExchange.Result
    ) async -> ServiceExchange {
        let start = ContinuousClock.now
        let result: ServiceExchange.Result
        do throws(DutyFailure) {
            result = try await work()
        } catch {
            result = .failed(error)
        }
        return ServiceExchange(service: service, result: result, duration: ContinuousClock.now - start)
    }

    private func keyForServices() async throws(DutyFailure) -> PSDKeyID {
        let status = try await base.status()
        guard let key = status.psdKey, status.authorisation != nil else {
            throw DutyFailure(.psdStateRefuses, "The machine has no licence yet.")
        }
        return key
    }

    /// Sends the newest record once more, which changes nothing, and returns through which all are durable; nil where
    /// there is no record.
    private func confirmNewestRecord() async throws(DutyFailure) -> UInt32? {
        _ = try await upload(act: nil)
        let status = try await base.status()
        guard status.itemCount > 0, let serviceKey = status.authorisation?.transactionsKey else { return nil }
        let records = try await base.records(.history(from: status.itemCount, limit: 1))
        guard !records.isEmpty else { return nil }
        return try await drive(LeftoverDialogue(records: records, serviceKey: serviceKey, verifier: Ed25519Verifier()))
    }
}

/// What came of talking with one service.
struct ServiceExchange: Sendable {
    /// How it ended.
    enum Result: Sendable {
        /// A signed answer was checked; this is what it said.
        case done(String)
        /// There is nothing that could be sent.
        case nothingToSend(String)
        case failed(DutyFailure)
    }
    let service: ServiceName
    let result: Result
    let duration: Duration
}
