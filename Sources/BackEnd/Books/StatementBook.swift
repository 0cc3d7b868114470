import DutyModel
import FundsLedger
import Signing
import Storage

/// The statements a device made, within one transaction.
struct StatementBook {
    let transaction: any SQLTransaction

    /// Judges a statement whose signature is good, and remembers it where it is new.
    ///
    /// A clone or a rollback locks the device in this transaction; a fresh statement confirms the refills that
    /// it shows to be applied. Throws `value_malformed` for a counter past what a database counts.
    func observe(
        _ statement: RegisterStatement, of entry: PSDEntry, exchangeIsKnown: Bool, at time: Timestamp
    ) throws(DutyFailure) -> StatementRuling {
        guard Int64(exactly: statement.statementCounter) != nil else {
            throw DutyFailure(.valueMalformed, "A statement counter of \(statement.statementCounter) cannot be kept.")
        }
        let hash = statement.contentHash
        let seen = try transaction.row(
            """
            SELECT hash FROM statements WHERE customer = \(entry.customer) AND psd_key = \(entry.psdKey)
            AND counter = \(statement.statementCounter)
            """)
        let facts = StatementFacts(
            highestCounter: entry.statementCounter,
            seenHash: try seen.map { (row) throws(DutyFailure) in try row.byteValue("hash", as: ContentHash.self) },
            exchangeIsKnown: exchangeIsKnown)
        let ruling = StatementRules.judge(counter: statement.statementCounter, hash: hash, facts: facts)
        switch ruling {
        case .seen, .overtaken: break
        case .fresh:
            try remember(statement, hash: hash, of: entry, at: time)
            try confirm(statement, of: entry, at: time)
        case .clone, .rollback:
            let what = ruling == .clone ? "seen with other content" : "older than one already seen"
            try PSDBook(transaction: transaction).lock(
                entry, as: .cloneSuspected, because: .psdCloneSuspected,
                detail: "Statement \(statement.statementCounter) of \(entry.psdKey) was \(what).", at: time)
        }
        return ruling
    }

    private func remember(
        _ statement: RegisterStatement, hash: ContentHash, of entry: PSDEntry, at time: Timestamp
    ) throws(DutyFailure) {
        try transaction.execute(
            """
            INSERT INTO statements (customer, psd_key, counter, hash, seen_at)
            VALUES (\(entry.customer), \(entry.psdKey), \(statement.statementCounter), \(hash), \(time))
            """)
        try transaction.execute(
            """
            UPDATE psds SET statement_counter = \(statement.statementCounter),
            last_statement = \(try StoredValue.encode(statement))
            WHERE customer = \(entry.customer) AND psd_key = \(entry.psdKey)
            """)
    }

    private func confirm(
        _ statement: RegisterStatement, of entry: PSDEntry, at time: Timestamp
    ) throws(DutyFailure) {
        let grants = GrantBook(transaction: transaction)
        // A device that names another grant than the books hold confirms nothing; the audit will say so.
        guard let applied = try grants.find(statement.appliedSequence, of: entry),
            applied.answerHash == statement.lastGrant
        else { return }
        try grants.confirm(through: applied.sequence, of: entry, at: time)
    }
}
