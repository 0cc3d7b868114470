import DutyModel
import Exchanges
import FundsLedger
import Storage

/// Which service root devices say, signed, that they obey.
struct DeviceRoots: Sendable {
    /// The fingerprints of this back end's root and of those that it followed.
    let own: Set<ContentHash>

    init(_ root: ServiceRoot, after earlier: EarlierServiceKeys) {
        own = Set((earlier.roots + [root]).map(\.fingerprint))
    }

    /// Writes down what a device said in the newest request that was judged; a root of somebody else is an alarm.
    func note(_ request: AuditRequest, in books: SQLFundsBooks, at time: Timestamp) throws(DutyFailure) {
        guard let root = request.root, let device = try books.device(request.statement.psdKey),
            device.lastStatement == request.statement
        else { return }
        let changed = try books.transaction.execute(
            """
            UPDATE psds SET service_root = \(root)
            WHERE \(rowsOf: device) AND (service_root IS NULL OR service_root <> \(root))
            """)
        guard changed > 0, !own.contains(root) else { return }
        try books.raise(
            .serviceRootPinned, on: device,
            detail:
                "\(device.psdKey) obeys a service root that is none of this back end's: whoever has the keys of that can make "
                + "money for it. “dutymark backend devices --json” names the root.", at: time)
    }
}
