import BaseProtocol
import DutyModel
import Exchanges
import Tablet

/// What a parcel says.
enum Letter {
    case command(BaseCommand)
    case baseAnswer(Result<BaseAnswer, DutyFailure>)
    case question(ServiceQuestion)
    case reply(Result<ServiceReply, DutyFailure>, StandingNews?)
    /// Transactions of the primary from this place of its log on.
    case transactions([[BookWrite]], from: Int, epoch: UInt64)
    /// The replica holds so many transactions durably.
    case synced(Int, epoch: UInt64)
}

/// A letter in a box of its own, so that parcels stay small.
final class Box {
    let letter: Letter
    init(_ letter: Letter) { self.letter = letter }
}

/// A letter on its way.
struct Parcel {
    let from: Node
    let to: Node
    /// The exchange it belongs to, as its asker counts.
    let exchange: UInt32
    let box: Box
}

/// What is to happen to the next parcel that a node sends.
enum ParcelFault {
    case loss, duplicate, delay
    /// It waits until somebody lets it go.
    case hold
}

/// Parcels on their way, and the ways that are blocked.
struct Network {
    private var parcels: [Parcel?] = []
    private var free: [Int32] = []
    private var blocked = [Int64](repeating: 0, count: Node.count * Node.count)
    /// Parcels that wait until somebody lets them go.
    var held: [Parcel] = []
    /// What is planned for the next parcel of a node.
    var planned = [ParcelFault?](repeating: nil, count: Node.count)

    mutating func store(_ parcel: Parcel) -> Int32 {
        if let place = free.popLast() {
            parcels[Int(place)] = parcel
            return place
        }
        parcels.append(parcel)
        return Int32(parcels.count - 1)
    }

    mutating func take(_ place: Int32) -> Parcel? {
        let parcel = parcels[Int(place)]
        parcels[Int(place)] = nil
        free.append(place)
        return parcel
    }

    mutating func block(from: Node, to: Node) { blocked[Self.way(from, to)] += 1 }

    mutating func lift(from: Node, to: Node) {
        let way = Self.way(from, to)
        blocked[way] = max(0, blocked[way] - 1)
    }

    mutating func liftAll() { blocked = [Int64](repeating: 0, count: blocked.count) }

    func isBlocked(from: Node, to: Node) -> Bool { blocked[Self.way(from, to)] > 0 }

    private static func way(_ from: Node, _ to: Node) -> Int { Int(from.number) * Node.count + Int(to.number) }
}
