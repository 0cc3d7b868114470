import BaseProtocol
import DeviceSimulation
import DutyModel
import Exchanges
import MachineLink
import NIOCore
import NIOPosix
import Simulation
import Tablet

/// Several clerks at once on the command socket, who give every command that a machine in use takes, and go on whatever
/// part is killed. What they were told is kept, act by act.
actor ActLoad {
    private enum Role { case franking, printing, refilling, auditing, spoiling }
    private static let clerks: [Role] = [.franking, .franking, .printing, .refilling, .auditing, .spoiling]

    private let socket: String
    private let seed: UInt64
    private let permit: @Sendable () async throws -> Void
    private var acts: [ToldAct] = []
    private var isOver = false
    private(set) var codes: [FailureCode: Int] = [:]

    /// A load on the machine of this place; in each load its device is licensed once more, under this licence.
    init(place: SystemPlace, licence: String, seed: UInt64) {
        socket = place.data + "/tablet/command.sock"
        self.seed = seed
        permit = { try await place.permit(licence) }
    }

    /// Works until `end` is called and the device is in its next life.
    func run() async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { [self] in await leave(SeededRandom(seed: seed &+ UInt64(Self.clerks.count))) }
            for (number, role) in Self.clerks.enumerated() {
                group.addTask { [self] in await work(role, SeededRandom(seed: seed &+ UInt64(number))) }
            }
        }
    }

    func end() { isOver = true }

    /// Every act, with what was told last and what the machine says of it now.
    func settled() async throws -> [ToldAct] {
        let client = client()
        // What isn't known comes first: an act that the device never took in is closed by the question, and of those it
        // keeps a thousand, which a load may exceed that was refused for long.
        let known = acts.indices.filter { acts[$0].told.outcome != .notKnown }
        for index in acts.indices.filter({ acts[$0].told.outcome == .notKnown }) + known {
            guard case .outcome(let report) = try await client.send(.outcome(of: acts[index].act)) else {
                throw DutyFailure(.internalError, "The machine answered another question.")
            }
            acts[index].deed = report.deed
            guard acts[index].told.outcome == .notKnown else { continue }
            switch report.outcome {
            case .done: acts[index].told = .done(nil)
            case .notDone: acts[index].told = .notDone
            case .notKnown: break
            }
        }
        await client.close()
        return acts
    }

    private nonisolated func client() -> FramedClient<MachineCommand, MachineReply> {
        var limits = LinkLimits.machine
        limits.answerMilliseconds = 30_000
        return FramedClient(to: .local(path: socket), limits: limits, group: NIOSingletons.posixEventLoopGroup)
    }

    private func note(_ told: ToldAct) { acts.append(told) }
    private func note(_ code: FailureCode) { codes[code, default: 0] += 1 }

    private nonisolated func work(_ role: Role, _ seed: SeededRandom) async {
        var random = seed
        let client = client()
        var spoilable: [UInt32] = []
        while await !isOver {
            do throws(DutyFailure) {
                guard case .act(let act) = try await client.send(.newAct) else { break }
                let (wish, command) = try Self.command(role, act, &random, &spoilable)
                let told = await give(command, for: wish, client)
                if role == .spoiling, case .frank = wish, case .done(let made?) = told {
                    spoilable.append(made.stamp.counter)
                }
                await note(ToldAct(act: act, wish: wish, told: told))
            } catch {
                // Nothing was asked for: the tablet is down, or its base.
                await note(error.code)
                // Nothing tells when the part that was killed is back.
                try? await Task.sleep(for: .milliseconds(10))
            }
        }
        await client.close()
    }

    /// What the clerk is at who withdraws the machine.
    private enum Leaving { case withdrawing, beginning, licensing, refilling }

    /// Somebody withdraws the machine in the middle of all that and gives its device the next life, in which there are
    /// funds again; each step until it is done.
    private nonisolated func leave(_ seed: SeededRandom) async {
        var random = seed
        var stage = Leaving.withdrawing
        let client = client()
        // No synchronisation: the moment is what is random here.
        try? await Task.sleep(for: .milliseconds(200 + random.below(3_000)))
        while !Task.isCancelled {
            do throws(DutyFailure) {
                guard case .status(let machine) = try await client.send(.status) else { break }
                switch (stage, machine.state) {
                case (.withdrawing, .withdrawn): stage = .beginning
                case (.withdrawing, _): try await ask(.withdraw, { .withdraw(act: $0) }, client)
                case (.beginning, .initialised): stage = .licensing
                case (.beginning, _):
                    let told = try await ask(.nextLife, { .nextLife(act: $0) }, client)
                    // The last step of the withdrawal may be missing.
                    if told == .notDone { try await ask(.withdraw, { .withdraw(act: $0) }, client) }
                case (.licensing, .initialised):
                    // It may be permitted already, and the machine has not asked yet.
                    try? await permit()
                    try await ask(.audit, { .audit(act: $0) }, client)
                case (.licensing, .authorised), (.licensing, .valid): stage = .refilling
                case (.licensing, _): break
                case (.refilling, _):
                    let amount = Paise(ActLedger.firstRefill)
                    let told = try await ask(.refill, { .refill(amount: amount, act: $0) }, client)
                    if told == .done { return await client.close() }
                }
            } catch {
                await note(error.code)
            }
            // Nothing tells when the part that was killed is back, or when its duties go on.
            try? await Task.sleep(for: .milliseconds(50))
        }
    }

    @discardableResult
    private nonisolated func ask(
        _ wish: ToldAct.Wish, _ command: (ActID) -> MachineCommand,
        _ client: FramedClient<MachineCommand, MachineReply>
    ) async throws(DutyFailure) -> KnownOutcome {
        guard case .act(let act) = try await client.send(.newAct) else {
            throw DutyFailure(.internalError, "The machine answered another question.")
        }
        let told = await give(command(act), for: wish, client)
        await note(ToldAct(act: act, wish: wish, told: told))
        return told.outcome
    }

    private nonisolated func give(
        _ command: MachineCommand, for wish: ToldAct.Wish, _ client: FramedClient<MachineCommand, MachineReply>
    ) async -> ToldAct.Told {
        do throws(DutyFailure) {
            switch (try await client.send(command), wish) {
            case (.franked(let summary, _), _): return .done(summary)
            // What was asked for is not what came of it.
            case (.refill(.granted), .cancel), (.refill(.refused), _), (.refill(.cancelled), .refill),
                (.refill(.cancelled), .takeUp):
                return .notDone
            default: return .done(nil)
            }
        } catch {
            await note(error.code)
            switch error.outcome {
            case .done: return .done(nil)
            case .notDone: return .notDone
            case .notKnown: return .notKnown
            }
        }
    }

    private static func command(
        _ role: Role, _ act: ActID, _ random: inout SeededRandom, _ spoilable: inout [UInt32]
    ) throws(DutyFailure) -> (ToldAct.Wish, MachineCommand) {
        let amount = Paise(Int64(1 + random.below(200)))
        let wish = FrankingWish(amount: amount, article: try Article("4"))
        switch role {
        case .franking: return (.frank(amount), .frank(wish, nil, act: act))
        case .printing: return (.frank(amount), .frank(wish, random.oneIn(3) ? .pdf : nil, act: act))
        case .refilling:
            switch random.below(6) {
            case 0: return (.cancel, .cancelRefill(act: act))
            case 1, 2: return (.takeUp, .continueRefill(act: act))
            default: return (.refill, .refill(amount: Paise(Int64(100 + random.below(1_000))), act: act))
            }
        case .auditing: return random.oneIn(3) ? (.upload, .upload(act: act)) : (.audit, .audit(act: act))
        case .spoiling:
            if let item = spoilable.popLast() { return (.spoil(item), .spoil(counter: item, act: act)) }
            return (.frank(amount), .frank(wish, nil, act: act))
        }
    }
}
