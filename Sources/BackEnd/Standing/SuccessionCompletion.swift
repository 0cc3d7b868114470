import DutyModel
import FundsLedger
import Signing
import Storage

extension EnrolmentService {
    /// Devices that are told anew in one transaction.
    private static let devicesPerTransaction = 500

    /// Says again how devices stand where the funds service's key was followed since they were told.
    ///
    /// A device that has taken the new key no longer believes the old one: it would pass over a lock that it was never
    /// shown, and apply no answer that names it. So each newest standing is signed anew, under its next number: once for
    /// each key, which is noted. Durable when this returns, and begun anew where it was cut short.
    func completeSuccession() async throws(DutyFailure) {
        let noted = try await database.read { (transaction) throws(DutyFailure) in
            try FundsKeyBook(transaction: transaction).keys()
        }
        guard !noted.contains(fundsKeys.present) else { return }
        if !(noted.isEmpty && fundsKeys.earlier.isEmpty) {
            var last: String? = ""
            while let from = last { last = try await tellAnew(after: from) }
        }
        try await database.write { (transaction) throws(DutyFailure) -> Void in
            let book = FundsKeyBook(transaction: transaction)
            for key in fundsKeys.earlierKeys + [fundsKeys.present] { try book.note(key) }
        }
    }

    /// The last device that was looked at; nil where none was left.
    private func tellAnew(after last: String) async throws(DutyFailure) -> String? {
        try await database.write { (transaction) throws(DutyFailure) in
            let rows = try transaction.rows(
                """
                SELECT psd_key FROM psds WHERE newest_standing IS NOT NULL AND psd_key > \(last)
                ORDER BY psd_key LIMIT \(Int64(Self.devicesPerTransaction))
                """)
            let desk = desk(transaction)
            for row in rows {
                let psdKey = try row.psdKey("psd_key")
                guard let newest = try desk.require(psdKey).newestStanding,
                    !verifier.isValid(newest.signature, over: newest.signedForm, by: fundsKeys.present)
                else { continue }
                try desk.tellAnew(psdKey)
            }
            return try rows.last?.text("psd_key")
        }
    }
}

/// The funds keys under which these books told devices how they stand. The check of a database alone judges by them.
struct FundsKeyBook {
    let transaction: any SQLTransaction

    func keys() throws(DutyFailure) -> [PublicKeyBytes] {
        try transaction.rows("SELECT public_key FROM funds_keys ORDER BY public_key").map {
            (row) throws(DutyFailure) in try row.byteValue("public_key")
        }
    }

    func note(_ key: PublicKeyBytes) throws(DutyFailure) {
        try transaction.execute("INSERT INTO funds_keys (public_key) VALUES (\(key)) ON CONFLICT DO NOTHING")
    }
}
