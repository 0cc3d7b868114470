import DutyModel

extension BackEndInstallation {
    /// Where the figures of the key list's publication stand.
    var publicationMetricsPath: String { "\(folder)/key-list.prom" }

    /// Takes a version for a list that is about to be signed; durable when this returns.
    func takeKeyListVersion(_ version: UInt64) async throws(DutyFailure) {
        try await database.write { (transaction) throws(DutyFailure) -> Void in
            let book = PublicationBook(transaction: transaction)
            var record = try book.record()
            record.version = max(record.version, version)
            try book.write(record)
        }
    }

    /// Notes how a publication went, and raises the alarm of the one that was a failure too many; returns how things stand
    /// then.
    func notePublication(
        _ failure: DutyFailure?, at now: Timestamp, limits: KeyListPublicationLimits
    ) async throws(DutyFailure) -> PublicationRecord {
        try await database.write { (transaction) throws(DutyFailure) in
            let book = PublicationBook(transaction: transaction)
            var record = try book.record()
            if let failure {
                record.failingSince = record.failingSince ?? now
                record.failures += 1
                record.failure = failure.message
                if record.failures >= limits.alarmFailures {
                    // It is no customer's and no device's.
                    try SQLFundsBooks(transaction).raiseAlarm(
                        failure.code, customer: "", psdKey: "", detail: failure.message, at: now)
                }
            } else {
                record.publishedAt = now
                record.failingSince = nil
                record.failures = 0
                record.failure = ""
            }
            try book.write(record)
            return record
        }
    }
}
