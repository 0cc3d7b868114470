import DutyModel
import FundsLedger
import Storage

extension EnrolmentService {
    /// Signs standings for devices that are locked or out of use and weren't told so in this term: those of books from
    /// before version 11 of the schema, and those of restored books, whose earlier numbers a device may have passed. So
    /// their machines hear of it with their next answer, whatever they ask.
    ///
    /// Once in a term; durable when this returns. From then on each standing is signed in the transaction that found its
    /// reason.
    func completeStandings() async throws(DutyFailure) {
        try await database.write { (transaction) throws(DutyFailure) in
            let epoch = try ServiceEpoch.held(in: transaction)
            let untold = try transaction.rows(
                """
                SELECT psd_key FROM psds AS p WHERE standing NOT IN ('active', 'audit_failed') AND NOT EXISTS (
                    SELECT 1 FROM standings AS s WHERE s.customer = p.customer AND s.psd_key = p.psd_key
                    AND s.epoch >= \(epoch))
                ORDER BY psd_key
                """)
            for row in untold { try desk(transaction).tell(try row.psdKey("psd_key")) }
        }
    }
}
