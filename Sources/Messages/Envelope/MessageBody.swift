import DutyModel

/// What a message says; one case a message of the schema.
public enum MessageBody: Hashable, Sendable {
    /// Asks the distributor for tokens and the directory, on behalf of this device key.
    case directoryRequest(PSDKeyID)
    /// Tokens and directory.
    case directoryAnswer(DirectoryAnswer)
    /// Asks for funds.
    case refillRequest(RefillRequest)
    /// The decision on a refill.
    case refillAnswer(EnvelopedRefillAnswer)
    /// Asks for an audit.
    case auditRequest(AuditRequest)
    /// The verdict on an audit.
    case auditVerdict(AuditVerdict)
    /// Brings usage records.
    case usageBatch(UsageBatch)
    /// Says which usage records are durable.
    case usageReceipt(UsageReceipt)
    /// Says why nothing was done; not signed, so it decides nothing.
    case refusal(Refusal)
}

extension MessageBody {
    /// The names of the elements, of which a message holds one.
    static let elements: [StaticString] = [
        "directoryRequest", "directoryAnswer", "refillRequest", "refillAnswer", "auditRequest", "auditVerdict",
        "usageBatch", "usageReceipt", "refusal",
    ]

    /// About how many bytes the message has, so that the buffer need not grow.
    var expectedBytes: Int {
        if case .usageBatch(let batch) = self { return 2_048 + batch.records.count * 960 }
        return 8_192
    }

    /// Writes the body's element.
    func write(to writer: inout XMLWriter) {
        switch self {
        case .directoryRequest(let key): writer.write(DirectoryRequest(psdKey: key))
        case .directoryAnswer(let answer): writer.write(answer)
        case .refillRequest(let request): writer.write(request)
        case .refillAnswer(let answer): writer.write(answer)
        case .auditRequest(let request): writer.write(request)
        case .auditVerdict(let verdict): writer.write(verdict)
        case .usageBatch(let batch): writer.write(batch)
        case .usageReceipt(let receipt): writer.write(receipt)
        case .refusal(let refusal): writer.write(refusal)
        }
    }

    /// Reads whichever body stands at the cursor.
    init(at cursor: XMLCursor) throws(DutyFailure) {
        if cursor.isAt("usageBatch") {
            self = .usageBatch(try cursor.read(UsageBatch.self))
        } else if cursor.isAt("usageReceipt") {
            self = .usageReceipt(try cursor.read(UsageReceipt.self))
        } else if cursor.isAt("refillRequest") {
            self = .refillRequest(try cursor.read(RefillRequest.self))
        } else if cursor.isAt("refillAnswer") {
            self = .refillAnswer(try cursor.read(EnvelopedRefillAnswer.self))
        } else if cursor.isAt("auditRequest") {
            self = .auditRequest(try cursor.read(AuditRequest.self))
        } else if cursor.isAt("auditVerdict") {
            self = .auditVerdict(try cursor.read(AuditVerdict.self))
        } else if cursor.isAt("directoryRequest") {
            self = .directoryRequest(try cursor.read(DirectoryRequest.self).psdKey)
        } else if cursor.isAt("directoryAnswer") {
            self = .directoryAnswer(try cursor.read(DirectoryAnswer.self))
        } else if cursor.isAt("refusal") {
            self = .refusal(try cursor.read(Refusal.self))
        } else {
            throw cursor.missingChoice("a body", first: "directoryRequest")
        }
    }
}
