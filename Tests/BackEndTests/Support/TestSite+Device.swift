import BackEnd
import DutyModel
import Exchanges

extension TestSite {
    /// Refills a device and lets it apply the grant.
    func refill(_ device: inout PaperDevice, _ amount: Paise) async throws {
        let request = try device.request(device.beginRefill(amount))
        try device.apply(try await backEnd.funds.refill(request, from: caller(.funds, for: device)).answer)
    }

    /// Franks and uploads what was franked.
    @discardableResult
    func frank(_ device: inout PaperDevice, _ values: [Paise]) async throws -> [SignedUsageRecord] {
        var records: [SignedUsageRecord] = []
        for value in values { records.append(try device.frank(value)) }
        _ = try await backEnd.transactions.accept(device.batch(records), from: caller(.transactions, for: device))
        return records
    }

    /// The machine with a fresh token to speak for another device than the first.
    func caller(_ audience: ServiceName, for device: PaperDevice) async throws -> MachineCaller {
        let answer = try await backEnd.distributor.directory(for: device.psdKey, from: identity)
        return MachineCaller(identity: identity, token: answer.tokens.first { $0.audience == audience })
    }
}
