import DutyModel
import Signing

extension BackEndInstallation {
    /// Where the figures of the key list's publication stand.
    var publicationMetricsPath: String { "\(folder)/key-list.prom" }

    /// Throws `books_rolled_back` where this back end published a list in its present term under a version that these books
    /// never took: they are an older copy. What a restore puts in place begins a term of its own.
    public func requireTaken(_ published: KeyList) async throws(DutyFailure) {
        let (limits, version) = (KeyListPublicationLimits(), published.version)
        guard published.publisher == publisher.publicKey,
            KeyListPlan.epoch(ofVersion: version, limits: limits) == enrolment.epoch
        else { return }
        let taken = try await PublicationRecord.held(in: database).version
        guard version > taken else { return }
        throw DutyFailure(
            .booksRolledBack,
            "These books know the key list up to version \(taken), and version \(version) was published: the books were put "
                + "back by hand.")
    }

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
