import DutyModel
import Foundation

/// What the command line asks of the running machine, through a socket that only its owner can open.
public enum MachineCommand: Sendable, Codable {
    /// How the machine stands.
    case status
    /// Frank, and draw the impression where a format is given.
    case frank(FrankingWish, PrintFormat?)
    /// Ask for funds.
    case refill(amount: Paise)
    /// Take up the outstanding refill.
    case continueRefill
    /// Have the registers compared with the books.
    case audit
    /// Send what waits.
    case upload
    /// Draw an impression that was made.
    case print(counter: UInt32, PrintFormat)
}

/// What the running machine answers; a refusal is thrown.
public enum MachineReply: Sendable, Codable {
    /// To `status`.
    case status(MachineSnapshot)
    /// To `frank`; the drawing is missing where none was asked for.
    case franked(ImpressionSummary, drawing: Data?)
    /// To `refill` and `continueRefill`.
    case refill(RefillOutcome)
    /// To `audit`.
    case audit(AuditOutcome)
    /// To `upload`.
    case upload(UploadOutcome)
    /// To `print`.
    case drawing(Data)
}

extension MachineOperations {
    /// Carries out a command of the command line.
    public func answer(_ command: MachineCommand) async throws(DutyFailure) -> MachineReply {
        switch command {
        case .status: return .status(await snapshot())
        case .frank(let wish, let format):
            let summary = try await frank(wish)
            guard let format else { return .franked(summary, drawing: nil) }
            // The debit stands even when the drawing fails; the command line then says how to print again.
            let drawing = try? await impression(counter: summary.stamp.counter, format: format)
            return .franked(summary, drawing: drawing.map { Data($0) })
        case .refill(let amount): return .refill(try await refill(amount: amount))
        case .continueRefill: return .refill(try await continueRefill())
        case .audit: return .audit(try await audit())
        case .upload: return .upload(try await upload())
        case .print(let counter, let format):
            return .drawing(Data(try await impression(counter: counter, format: format)))
        }
    }
}
