/// A step of the protocol at which a fault may strike.
package enum ProtocolStep: UInt8, Sendable, CaseIterable {
    // The security device
    case pendingWritten, requestSigned, decisionApplied, cancellationSigned
    case auditSigned, verdictApplied
    case impressionMade, receiptApplied, drawingBegun, drawingSentAgain, drawingDelivered, spoilDeclared
    case actFoundDone, actClosedUndone, actRepeated
    case withdrawalBegun, withdrawalSigned, orderApplied, confirmationSigned
    case standingTaken
    case configured
    // The tablet
    case commandSent, outcomeAsked, outcomeHeard, drawingReceived, standingReceived
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
        case .requestReceived, .answerSent, .drawingSentAgain, .actFoundDone, .actRepeated: false
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
    var isOfStanding: Bool { self == .standingTaken || self == .standingReceived }

    /// Whether it needs a command or an answer that was lost between a clerk and the base.
    var isOfLostAct: Bool {
        switch self {
        case .actFoundDone, .actClosedUndone, .outcomeAsked, .outcomeHeard: true
        default: false
        }
    }

    /// Whether it needs prints.
    var isOfPrint: Bool {
        switch self {
        case .drawingBegun, .drawingSentAgain, .drawingReceived, .drawingDelivered: true
        default: false
        }
    }

    /// Whether it comes a few times in a trial, if at all.
    var isSeldom: Bool {
        if isOfWithdrawal || isOfRestore || isOfCancellation || isOfStanding || isOfLostAct { return true }
        return switch self {
        case .spoilDeclared, .spoilSent, .spoilCommitted, .actRepeated, .drawingSentAgain: true
        default: false
        }
    }

    /// Whether it needs books that lost their end.
    var isOfRestore: Bool { self == .reportSent || self == .reportCommitted }
}
