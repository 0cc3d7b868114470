import DutyModel
import Exchanges
import Signing

extension BackEndInstallation {
    /// Where the figures of the key list's publication stand.
    var publicationMetricsPath: String { "\(folder)/key-list.prom" }

    /// Whether this back end published the list: with the key of today, or with one that its root certified.
    func published(_ list: KeyList) -> Bool { list.isOwn(of: publisher.publicKey, under: certifiedKeys.root) }

    /// Throws `books_rolled_back` where this back end published a list in its present term under a version that these books
    /// never took: they are an older copy. What a restore puts in place begins a term of its own.
    public func requireTaken(_ published: KeyList) async throws(DutyFailure) {
        let (limits, version) = (KeyListPublicationLimits(), published.version)
        guard self.published(published),
            KeyListPlan.term(ofVersion: version, limits: limits) == ServiceTerm(epoch: enrolment.epoch).number
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
            try PublicationBook(transaction: transaction).change { $0.version = max($0.version, version) }
        }
    }

    /// Notes how a publication went, and raises the alarm of the one that was a failure too many; returns how things stand
    /// then.
    func notePublication(
        _ failure: DutyFailure?, at now: Timestamp, limits: KeyListPublicationLimits
    ) async throws(DutyFailure) -> PublicationRecord {
        try await database.write { (transaction) throws(DutyFailure) in
            let record = try PublicationBook(transaction: transaction).change { record in
                record.publishedAt = failure == nil ? now : record.publishedAt
                record.failingSince = failure == nil ? nil : record.failingSince ?? now
                record.failures = failure == nil ? 0 : record.failures + 1
                record.failure = failure?.message ?? ""
            }
            if let failure, record.failures >= limits.alarmFailures {
                // It is no customer's and no device's.
                try SQLFundsBooks(transaction).raiseAlarm(failure.code, detail: failure.message, at: now)
            }
            return record
        }
    }

    /// Raises an alarm for each thing that the key list can't hold as it should; the same one stands once.
    func noteShortfalls(
        _ shortfalls: Set<KeyListFit.Shortfall>, customers: [PSDKeyID: CustomerAccount], bounds: KeyListBounds,
        at now: Timestamp
    ) async throws(DutyFailure) {
        guard !shortfalls.isEmpty else { return }
        try await database.write { (transaction) throws(DutyFailure) -> Void in
            let books = SQLFundsBooks(transaction)
            for shortfall in shortfalls {
                let alarm = shortfall.alarm(bounds)
                let customer = alarm.psdKey.flatMap { customers[$0] } ?? alarm.customer
                try books.raiseAlarm(
                    alarm.code, customer: customer?.text ?? "", psdKey: alarm.psdKey?.description ?? "",
                    detail: alarm.detail, at: now)
            }
        }
    }
}

extension KeyList {
    /// Whether this publisher signed the list, or one whose key this root certified.
    func isOwn(of publisher: PublicKeyBytes?, under root: ServiceRoot?) -> Bool {
        if self.publisher == publisher { return true }
        return root.map { (try? PublisherTrust(root: $0).accepting(self)) != nil } ?? false
    }
}

extension KeyListFit.Shortfall {
    fileprivate struct Alarm {
        var code = FailureCode.keyListOverfull
        var customer: CustomerAccount?
        var psdKey: PSDKeyID?
        var detail: String
    }

    /// The same words each time, so that the alarm is one.
    fileprivate func alarm(_ bounds: KeyListBounds) -> Alarm {
        switch self {
        case .device(let key):
            Alarm(
                psdKey: key,
                detail: "More stamps of \(key) are marked than fit the key list (\(bounds.marksOfDevice)); the key is "
                    + "suspended in it.")
        case .customer(let customer):
            Alarm(
                customer: customer,
                detail: "More stamps of the devices of \(customer) are marked than fit the key list "
                    + "(\(bounds.marksOfCustomer), and \(bounds.marks) of everybody); their keys are suspended in it.")
        case .doubled(let key, let holder):
            Alarm(
                code: .keyLicensed, psdKey: key,
                detail: "The key list leaves \(key) out, because \(holder) has the same public key.")
        case .leftOut(let key):
            Alarm(
                psdKey: key,
                detail: "The key list leaves \(key) out: it holds \(bounds.keys) keys and \(bounds.remarks) remarks.")
        }
    }
}
