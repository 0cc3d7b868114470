import DutyModel
import Tablet

/// What the security device has counted, in words; “not known” while the base cannot be reached.
struct DeviceFigures: Sendable {
    let printed: String
    let left: String
    let total: String
    let items: String

    /// The figures of a machine that stands so.
    init(_ snapshot: MachineSnapshot) {
        let registers = snapshot.registers
        printed = registers?.ascending.rupeeText ?? Self.unknown
        left = registers?.descending.rupeeText ?? Self.unknown
        total = registers.map { (try? $0.controlTotal.rupeeText) ?? "too large to show" } ?? Self.unknown
        items = snapshot.itemCount.map { String($0) } ?? Self.unknown
    }

    static let unknown = "not known"
}
