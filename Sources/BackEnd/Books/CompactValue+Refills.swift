import DutyModel

extension RegisterStatement: CompactValue {
    func write(to writer: inout CompactWriter) {
        writer.append(psdKey)
        writer.append(registers.ascending)
        writer.append(registers.descending)
        writer.append(number: itemCount)
        writer.append(number: appliedSequence)
        writer.append(lastGrant)
        writer.append(number: statementCounter)
        writer.append(chainHead)
        writer.append(number: time.seconds)
    }

    init?(from reader: inout CompactReader) {
        guard let psdKey = reader.psdKey(), let ascending = reader.amount(), let descending = reader.amount(),
            let itemCount = reader.number(UInt32.self), let appliedSequence = reader.number(UInt64.self),
            let lastGrant = reader.byteValue(ContentHash.self), let statementCounter = reader.number(UInt64.self),
            let chainHead = reader.byteValue(ContentHash.self), let seconds = reader.number(Int64.self)
        else { return nil }
        self.init(
            psdKey: psdKey, registers: Registers(ascending: ascending, descending: descending), itemCount: itemCount,
            appliedSequence: appliedSequence, lastGrant: lastGrant, statementCounter: statementCounter,
            chainHead: chainHead, time: Timestamp(seconds))
    }
}

extension RefillAnswer: CompactValue {
    func write(to writer: inout CompactWriter) {
        writer.append(operation.psdKey)
        writer.append(operation.id)
        writer.append(number: operation.sequence)
        writer.append(number: operation.attempt)
        writer.append(operation.amount)
        decision.write(to: &writer)
        writer.append(signature)
    }

    init?(from reader: inout CompactReader) {
        guard let psdKey = reader.psdKey(), let id = reader.byteValue(OperationID.self),
            let sequence = reader.number(UInt64.self), let attempt = reader.number(UInt32.self),
            let amount = reader.amount(), let decision = RefillDecision(from: &reader),
            let signature = reader.byteValue(SignatureBytes.self)
        else { return nil }
        let operation = RefillOperation(psdKey: psdKey, id: id, sequence: sequence, attempt: attempt, amount: amount)
        self.init(operation: operation, decision: decision, signature: signature)
    }
}

extension RefillDecision {
    /// The byte that a decision begins with.
    private enum Kind: UInt8 {
        case granted = 1
        case refused = 2
        case refusedWithMaximum = 3
        case cancelled = 4
    }

    func write(to writer: inout CompactWriter) {
        switch self {
        case .granted(let controlTotalAfter):
            writer.append(number: Kind.granted.rawValue)
            writer.append(controlTotalAfter)
        case .refused(let reason, let maximumAllowed):
            writer.append(number: (maximumAllowed == nil ? Kind.refused : .refusedWithMaximum).rawValue)
            writer.append(shortText: reason.rawValue)
            if let maximumAllowed { writer.append(maximumAllowed) }
        case .cancelled:
            writer.append(number: Kind.cancelled.rawValue)
        }
    }

    init?(from reader: inout CompactReader) {
        guard let kind = reader.number(UInt8.self).flatMap(Kind.init) else { return nil }
        switch kind {
        case .granted:
            guard let controlTotalAfter = reader.amount() else { return nil }
            self = .granted(controlTotalAfter: controlTotalAfter)
        case .refused, .refusedWithMaximum:
            guard let reason = reader.shortText().flatMap(FailureCode.init) else { return nil }
            guard kind == .refusedWithMaximum else {
                self = .refused(reason: reason, maximumAllowed: nil)
                return
            }
            guard let maximumAllowed = reader.amount() else { return nil }
            self = .refused(reason: reason, maximumAllowed: maximumAllowed)
        case .cancelled: self = .cancelled
        }
    }
}
