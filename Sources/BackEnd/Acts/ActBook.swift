import DutyModel
import Storage

/// The acts of a back end in its database, within one transaction: an act and what it did are durable together.
struct ActBook {
    let transaction: any SQLTransaction

    /// Adds an act behind all others.
    func add(_ act: BackEndAct, at time: Timestamp) throws(DutyFailure) {
        let text = try StoredValue.text(of: act)
        try add(PlacedAct(place: try last() + 1, madeAt: time, text: text))
    }

    /// Adds an act at its own place.
    func add(_ placed: PlacedAct) throws(DutyFailure) {
        try transaction.execute(
            "INSERT INTO acts (place, made_at, act) VALUES (\(placed.place), \(placed.madeAt), \(placed.text))")
    }

    /// The place of the last act; 0 before the first.
    func last() throws(DutyFailure) -> Int64 {
        try transaction.row("SELECT COALESCE(MAX(place), 0) AS place FROM acts")?.integer("place") ?? 0
    }

    /// The acts behind this place, in order.
    func acts(after place: Int64, limit: Int64) throws(DutyFailure) -> [PlacedAct] {
        try transaction.rows(
            "SELECT place, made_at, act FROM acts WHERE place > \(place) ORDER BY place LIMIT \(limit)"
        ).map { (row) throws(DutyFailure) in
            PlacedAct(place: try row.integer("place"), madeAt: try row.time("made_at"), text: try row.text("act"))
        }
    }
}
