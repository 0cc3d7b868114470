import BaseProtocol
import DutyModel
import Exchanges
import SecurityDevice
import Tablet

/// Where a device stood when a command came to it.
enum HeldSituation: UInt8, CaseIterable {
    case initialised, authorised, valid, blocked, suspected, retired, withdrawPending, withdrawn

    /// Nil for phases to which no command of a tablet leads.
    init?(_ figures: DeviceStatus) {
        switch figures.phase {
        case .manufactured, .destroyed: return nil
        case .initialised: self = .initialised
        case .authorised: self = .authorised
        case .withdrawPending: self = .withdrawPending
        case .withdrawn: self = .withdrawn
        case .valid:
            switch figures.standing?.state {
            case .blocked: self = .blocked
            case .suspected: self = .suspected
            case .retired: self = .retired
            case .active, nil: self = .valid
            }
        }
    }

    var phase: LifePhase {
        switch self {
        case .initialised: .initialised
        case .authorised: .authorised
        case .valid, .blocked, .suspected, .retired: .valid
        case .withdrawPending: .withdrawPending
        case .withdrawn: .withdrawn
        }
    }

    var isLocked: Bool { self == .blocked || self == .suspected || self == .retired }

    var heading: String { self == .withdrawPending ? "pending" : "\(self)" }
}

/// How often each command was carried out and refused in each situation, and what the back end was asked.
package struct AdversaryCoverage: TrialCoverage, Hashable, Sendable {
    private static let columns = HeldSituation.allCases.count * 2
    private var counts = [UInt32](repeating: 0, count: BaseCommandKind.allCases.count * columns)
    private var questions: [String: [UInt64]] = [:]

    private static func place(_ kind: BaseCommandKind, _ situation: HeldSituation, _ isDone: Bool) -> Int {
        Int(kind.rawValue) * columns + Int(situation.rawValue) * 2 + (isDone ? 0 : 1)
    }

    mutating func note(_ command: BaseCommand, _ before: DeviceStatus, _ result: Result<BaseAnswer, DutyFailure>) {
        guard let situation = HeldSituation(before) else { return }
        let isDone = if case .success = result { true } else { false }
        counts[Self.place(BaseCommandKind(command), situation, isDone)] += 1
    }

    mutating func note(_ question: ServiceQuestion, _ reply: Result<ServiceReply, DutyFailure>) {
        let isAnswered = if case .success = reply { true } else { false }
        questions[question.kindName, default: [0, 0]][isAnswered ? 0 : 1] += 1
    }

    /// The sum of two tables.
    package static func + (left: Self, right: Self) -> Self {
        var sum = left
        for place in sum.counts.indices { sum.counts[place] += right.counts[place] }
        for (name, counts) in right.questions {
            let held = sum.questions[name] ?? [0, 0]
            sum.questions[name] = [held[0] + counts[0], held[1] + counts[1]]
        }
        return sum
    }

    /// The cells that can be and are not, as "command × situation: done".
    package var emptyCells: [String] {
        var cells: [String] = []
        for kind in BaseCommandKind.allCases {
            for situation in HeldSituation.allCases {
                for isDone in [true, false]
                where kind.canBe(isDone, in: situation) && counts[Self.place(kind, situation, isDone)] == 0 {
                    cells.append("\(kind) × \(situation.heading): \(isDone ? "done" : "refused")")
                }
            }
        }
        return cells
    }

    /// The table for people: a row a command, a column a situation, each with how often it was done and how often refused.
    package var text: String {
        let heading =
            "done/refused".filled(to: 23) + HeldSituation.allCases.map { $0.heading.filled(before: 14) }.joined()
        let rows = BaseCommandKind.allCases.map { kind in
            "\(kind)".filled(to: 23) + HeldSituation.allCases.map { cell(kind, $0).filled(before: 14) }.joined()
        }
        let asked = questions.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value[0])/\($0.value[1])" }
        return ([heading] + rows + ["questions answered/refused: " + asked.joined(separator: ", ")])
            .joined(separator: "\n")
    }

    private func cell(_ kind: BaseCommandKind, _ situation: HeldSituation) -> String {
        [true, false].map { isDone in
            let count = counts[Self.place(kind, situation, isDone)]
            return count == 0 && !kind.canBe(isDone, in: situation) ? "-" : String(count)
        }.joined(separator: "/")
    }
}

extension ServiceQuestion {
    fileprivate var kindName: String {
        switch self {
        case .refill(let request): request.kind == .funds ? "refill" : "cancellation"
        case .grantReport: "grant report"
        case .audit: "audit"
        case .withdrawal: "withdrawal"
        case .withdrawalConfirmation: "confirmation"
        case .usage: "usage"
        case .spoil: "spoil"
        case .configuration: "configuration"
        case .licence: "licence"
        case .attestation: "attestation"
        }
    }
}
