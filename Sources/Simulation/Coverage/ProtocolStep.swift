/// A step of the protocol at which a fault may strike.
package enum ProtocolStep: UInt8, Sendable, CaseIterable {
    // The security device
    case pendingWritten, requestSigned, decisionApplied, cancellationSigned
    case auditSigned, verdictApplied
    case impressionMade, receiptApplied, drawingBegun, drawingDelivered, spoilDeclared
    case withdrawalBegun, withdrawalSigned, orderApplied, confirmationSigned
    case standingTaken
    case configured
    // The tablet
    case requestSent, answerReceived, cancellationSent, reportSent
    case auditSent, verdictReceived
    case batchSent, receiptReceived, spoilSent
    case withdrawalSent, orderReceived, confirmationSent
    // The services
    case requestReceived, decisionCommitted, tombstoneCommitted, reportCommitted
    case verdictCommitted, batchCommitted, spoilCommitted
    case withdrawalCommitted, confirmationCommitted
    case answerSent, replicaSynced

    /// Where it happens.
    enum Place { case device, tablet, site }

    var place: Place {
        switch rawValue {
        case ...Self.configured.rawValue: .device
        case ...Self.confirmationSent.rawValue: .tablet
        default: .site
        }
    }

    /// Whether something is made durable in it.
    var writes: Bool {
        switch self {
        case .requestReceived, .answerSent: false
        default: place != .tablet
        }
    }

    /// The step in words, for the table.
    var words: String {
        var words = ""
        for letter in "\(self)" {
            if letter.isUppercase { words += " " + letter.lowercased() } else { words.append(letter) }
        }
        return words
    }

    /// Whether it belongs to the end of a device's life, which a trial must bring about on purpose.
    var isOfWithdrawal: Bool {
        switch self {
        case .withdrawalBegun, .withdrawalSigned, .orderApplied, .confirmationSigned, .withdrawalSent, .orderReceived,
            .confirmationSent, .withdrawalCommitted, .confirmationCommitted, .configured:
            true
        default: false
        }
    }

    /// Whether it belongs to giving up a refill.
    var isOfCancellation: Bool {
        self == .cancellationSigned || self == .cancellationSent || self == .tombstoneCommitted
    }

    /// Whether it needs a device that operators locked.
    var isOfStanding: Bool { self == .standingTaken }

    /// Whether it comes a few times in a trial, if at all.
    var isSeldom: Bool {
        isOfWithdrawal || isOfRestore || isOfCancellation || isOfStanding || self == .spoilDeclared
            || self == .spoilSent
            || self == .spoilCommitted
    }

    /// Whether it needs books that lost their end.
    var isOfRestore: Bool { self == .reportSent || self == .reportCommitted }
}
