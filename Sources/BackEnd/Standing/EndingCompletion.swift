import DutyModel
import FundsLedger
import Storage

extension EnrolmentService {
    /// Says where the lives of devices ended that were taken out of use before version 15 of the schema, or by acts and lists
    /// of before: with the last item that the books know. Nothing that comes later moves that. Durable when this returns.
    func completeEndings() async throws(DutyFailure) {
        try await database.write { (transaction) throws(DutyFailure) in
            let open = try transaction.rows(
                "SELECT psd_key FROM psds WHERE standing = 'retired' AND last_item IS NULL ORDER BY psd_key")
            for row in open { try desk(transaction).retire(try row.psdKey("psd_key")) }
        }
    }
}
