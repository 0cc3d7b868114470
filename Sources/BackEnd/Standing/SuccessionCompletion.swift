import DutyModel
import FundsLedger
import Signing
import Storage

/// Says again how devices stand where the funds service's key was followed since they were told.
///
/// A device that has taken the new key no longer believes the old one: it would pass over a lock that it was never shown, and
/// apply no answer that names it. So each newest standing is signed anew, under its next number.
struct SuccessionCompletion {
    let keys: ServiceKeyLine
    let verifier: any FormVerifier

    /// Devices that are told anew in one transaction.
    private static let devicesPerTransaction = 500

    /// Does it once for each key, and notes the key; durable when this returns, and begun anew where it was cut short.
    func run(
        on database: any SQLDatabase, desk: @escaping @Sendable (any SQLTransaction) -> FundsDesk<SQLFundsBooks>
    ) async throws(DutyFailure) {
        let noted = try await database.read { (transaction) throws(DutyFailure) in
            try FundsKeyBook(transaction: transaction).keys()
        }
        guard !noted.contains(keys.present) else { return }
        if !(noted.isEmpty && keys.earlier.isEmpty) {
            var last: String? = ""
            while let from = last { last = try await tell(after: from, on: database, desk: desk) }
        }
        let all = keys.earlierKeys + [keys.present]
        try await database.write { (transaction) throws(DutyFailure) -> Void in
            for key in all { try FundsKeyBook(transaction: transaction).note(key) }
        }
    }

    /// The last device that was looked at; nil where none was left.
    private func tell(
        after last: String, on database: any SQLDatabase,
        desk: @escaping @Sendable (any SQLTransaction) -> FundsDesk<SQLFundsBooks>
    ) async throws(DutyFailure) -> String? {
        let (keys, verifier) = (keys, verifier)
        return try await database.write { (transaction) throws(DutyFailure) in
            let rows = try transaction.rows(
                """
                SELECT psd_key FROM psds WHERE newest_standing IS NOT NULL AND psd_key > \(last)
                ORDER BY psd_key LIMIT \(Int64(Self.devicesPerTransaction))
                """)
            let books = desk(transaction)
            for row in rows {
                let psdKey = try row.psdKey("psd_key")
                guard let newest = try books.require(psdKey).newestStanding,
                    !verifier.isValid(newest.signature, over: newest.signedForm, by: keys.present)
                else { continue }
                try books.tellAnew(psdKey)
            }
            return try rows.last?.text("psd_key")
        }
    }
}

/// The funds keys under which these books told devices how they stand. The check of a database alone judges by them.
struct FundsKeyBook {
    let transaction: any SQLTransaction

    func keys() throws(DutyFailure) -> [PublicKeyBytes] {
        var keys: [PublicKeyBytes] = []
        for row in try transaction.rows("SELECT public_key FROM funds_keys ORDER BY public_key") {
            keys.append(try row.byteValue("public_key", as: PublicKeyBytes.self))
        }
        return keys
    }

    func note(_ key: PublicKeyBytes) throws(DutyFailure) {
        try transaction.execute("INSERT INTO funds_keys (public_key) VALUES (\(key)) ON CONFLICT DO NOTHING")
    }
}
