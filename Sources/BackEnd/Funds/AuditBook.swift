import DutyModel
import FundsLedger
import Signing
import Storage

/// The audits of devices within one transaction.
struct AuditBook {
    let transaction: any SQLTransaction

    /// The verdict given on exactly this request, or nil; throws `operation_conflict` where id and nonce were
    /// used with other content.
    func find(_ request: AuditRequest, of entry: PSDEntry) throws(DutyFailure) -> AuditVerdict? {
        let row = try transaction.row(
            """
            SELECT content_hash, verdict FROM audits WHERE customer = \(entry.customer)
            AND psd_key = \(entry.psdKey) AND audit_id = \(request.id) AND nonce = \(request.nonce)
            """)
        guard let row else { return nil }
        guard try row.byteValue("content_hash", as: ContentHash.self) == Self.contentHash(request) else {
            throw DutyFailure(.operationConflict, "The audit \(request.id) was judged with other content.")
        }
        return try StoredValue.decode(AuditVerdict.self, from: row.bytes("verdict"))
    }

    /// Whether an audit of this name was judged before, in whatever try.
    func knows(_ id: OperationID, of entry: PSDEntry) throws(DutyFailure) -> Bool {
        try transaction.row(
            """
            SELECT nonce FROM audits WHERE customer = \(entry.customer) AND psd_key = \(entry.psdKey)
            AND audit_id = \(id) LIMIT 1
            """) != nil
    }

    /// Stores a verdict under the request's id and nonce.
    func store(
        _ verdict: AuditVerdict, for request: AuditRequest, of entry: PSDEntry, at time: Timestamp
    ) throws(DutyFailure) {
        try transaction.execute(
            """
            INSERT INTO audits (customer, psd_key, audit_id, nonce, content_hash, verdict, judged_at)
            VALUES (\(entry.customer), \(entry.psdKey), \(request.id), \(request.nonce),
                \(Self.contentHash(request)), \(try StoredValue.encode(verdict)), \(time))
            """)
    }

    /// What the books hold to compare a statement with; `entry` is as it was before the statement came.
    func facts(
        _ statement: RegisterStatement, ruling: StatementRuling, of entry: PSDEntry
    ) throws(DutyFailure) -> AuditFacts {
        let usage = UsageBook(transaction: transaction)
        return AuditFacts(
            statementRuling: ruling, cloneIsSuspected: entry.standing == .cloneSuspected,
            grantedSequence: entry.nextSequence - 1,
            appliedGrant: try GrantBook(transaction: transaction).find(statement.appliedSequence, of: entry),
            lastStatement: entry.lastStatement, usageHead: try usage.head(of: entry).point,
            usageAtStatement: try usage.point(at: statement.itemCount, of: entry))
    }

    private static func contentHash(_ request: AuditRequest) -> ContentHash {
        ContentHash(sha256: request.signedForm.bytes)
    }
}
