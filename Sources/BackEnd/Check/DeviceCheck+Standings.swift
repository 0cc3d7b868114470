import DutyModel
import Exchanges
import Signing
import Storage

extension DeviceCheck {
    /// Every standing is what the funds service signed under its number, and the device's row has the newest.
    ///
    /// A device has a handful of them in its life: each is an operator's act or a suspicion.
    func checkStandings() throws(DutyFailure) {
        let rows = try transaction.rows(
            """
            SELECT epoch, number, standing FROM standings WHERE \(rowsOf: key, customer)
            ORDER BY epoch, number LIMIT 100000
            """)
        var newest: DeviceStanding?
        for row in rows {
            let name = "\((try? row.integer("epoch")) ?? 0).\((try? row.integer("number")) ?? 0)"
            guard let standing: DeviceStanding = stored("standing", in: row, "standings", name) else { continue }
            newest = standing
            guard standing.psdKey == key, standing.number.description == name else {
                find(.standing, "standings", name, "The row holds a standing of another device or number.")
                continue
            }
            guard fundsKeys != nil, isOwn(standing.signature, over: standing.signedForm, at: standing.time) else {
                find(.standing, "standings", name, "The standing was not signed by the funds service.")
                continue
            }
        }
        let told = device.newestStanding.flatMap { try? StoredValue.decode(DeviceStanding.self, from: $0) }
        guard newest == told, (told == nil) == (device.newestStanding == nil) else {
            return find(.standing, "psds", "The newest standing is not the last one that was signed.")
        }
    }
}
