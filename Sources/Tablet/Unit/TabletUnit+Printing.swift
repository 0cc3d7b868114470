import BaseProtocol
import DutyModel
import Exchanges
import Foundation

extension TabletUnit {
    /// As `MachineOperations` says.
    public func drawing(
        of counter: UInt32, _ number: DrawingNumber, as format: PrintFormat
    ) async throws(DutyFailure) -> DrawnImpression {
        do throws(DutyFailure) {
            let drawn = try await base.ask(.drawing(counter: counter, number, format)) { answer -> DrawnImpression? in
                guard case .drawing(let file, let format, let sentAgain) = answer else { return nil }
                return DrawnImpression(
                    counter: counter, number: number, format: format, file: file, isSentAgain: sentAgain)
            }
            // The drawing has begun, which lists show.
            note(nil, in: .printing)
            return drawn
        } catch {
            note(error, in: .printing)
            throw error
        }
    }

    /// As `MachineOperations` says.
    public func confirmDelivery(of counter: UInt32, _ number: DrawingNumber) async throws(DutyFailure) {
        do throws(DutyFailure) {
            try await base.perform(.drawingDelivered(counter: counter, number))
            note(nil, in: .printing)
        } catch {
            note(error, in: .printing)
            throw error
        }
    }

    /// As `MachineOperations` says.
    public func unsettledPrints(from counter: UInt32, limit: Int) async throws(DutyFailure) -> [UInt32: PrintStanding] {
        try await standings(.unsettledPrints(from: counter, limit: limit))
    }

    /// How the print of an impression stands; nil where the device no longer holds it.
    func printStanding(of counter: UInt32) async throws(DutyFailure) -> PrintStanding? {
        try await standings(.printStandings(from: counter, limit: 1))[counter]
    }

    /// As `MachineOperations` says.
    public func specimen(format: PrintFormat) async throws(DutyFailure) -> [UInt8] {
        Array(try await base.ask(.specimen(format)) { if case .file(let data) = $0 { data } else { nil } })
    }

    /// How the prints of these records stand.
    func printStandings(of records: [SignedUsageRecord]) async throws(DutyFailure) -> [UInt32: PrintStanding] {
        guard let oldest = records.map(\.counter).min() else { return [:] }
        return try await standings(.printStandings(from: oldest, limit: records.count))
    }

    private func standings(_ command: BaseCommand) async throws(DutyFailure) -> [UInt32: PrintStanding] {
        try await base.ask(command) {
            if case .printStandings(let standings) = $0 { standings.byCounter } else { nil }
        }
    }
}
