import Doctor
import NIOCore

/// A run through a proxy, which looks every name up itself.
struct ProxiedRun: Sendable {
    let places: PlaceList
    let probe: PlaceProbe
    let progress: @Sendable (Int, Int) -> Void

    func run(_ recording: inout Recording) async {
        let total = places.endpoints.count
        await withTaskGroup(of: [ConnectionObservation].self) { group in
            for place in places.all {
                group.addTask { await attempt(place) }
            }
            var settled = 0
            for await connections in group {
                recording.connections += connections
                settled += 1
                progress(min(settled, total), total)
            }
        }
        recording.connections += await PatientRun(places: places, probe: probe).run(recording.connections)
        recording.connections.sort {
            ($0.host, $0.port, $0.purpose.rawValue, $0.attempt) < ($1.host, $1.port, $1.purpose.rawValue, $1.attempt)
        }
    }

    private func attempt(_ place: Place) async -> [ConnectionObservation] {
        var seen = await probe.attempt(place, at: nil)
        let cut = seen.contains { $0.tls.map { $0.result != .completed } ?? false }
        if cut, let name = places.otherName(than: place.host) {
            var other = place
            other.shownName = name
            other.purpose = .otherName
            seen += await probe.attempt(other, at: nil)
        }
        return seen
    }
}
