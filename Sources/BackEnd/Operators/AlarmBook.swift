import DutyModel
import Storage

/// Alarms that people have dealt with, within one transaction.
struct AlarmBook {
    let transaction: any SQLTransaction

    /// Settles every open alarm of this code; how many there were.
    func settle(_ code: FailureCode, of subject: AlarmSubject, at time: Timestamp) throws(DutyFailure) -> Int {
        let whose: SQLStatement =
            switch subject {
            case .device(let psdKey):
                """
                UPDATE alarms SET settled_at = \(time) WHERE psd_key = \(psdKey) AND code = \(code.rawValue)
                AND settled_at IS NULL
                """
            // An alarm that is about no one device names none, and one of the back end itself names no customer either.
            case .customer(let customer): settlement(of: customer.text, code, at: time)
            case .backEnd: settlement(of: "", code, at: time)
            }
        return try transaction.execute(whose)
    }

    private func settlement(of customer: String, _ code: FailureCode, at time: Timestamp) -> SQLStatement {
        """
        UPDATE alarms SET settled_at = \(time) WHERE customer = \(customer) AND psd_key = ''
        AND code = \(code.rawValue) AND settled_at IS NULL
        """
    }
}
