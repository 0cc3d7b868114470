import BaseProtocol
import DutyModel
import Foundation
import MachineLink
import NIOCore
import NIOPosix
import ProgramRunning
import Tablet
import Testing

/// One system call fails under load; then the part starts again without a fault, and nothing may be missing.
@Suite(
    "One system call fails", .serialized,
    .enabled(if: SystemCallFault.tracingIsPossible, "needs strace and the right to trace a process"))
struct SystemCallFaultTests {
    private static let isSoak = ProcessInfo.processInfo.environment["DUTYMARK_SOAK"] != nil
    /// Far above what any of these calls is made in a case.
    private static let callsMaximum = 400

    @Test("a clean refusal or stop, then everything recovers and the books agree to the paisa")
    func oneCallFails() async throws {
        try await withParts { parts in
            for part in [RunningParts.Part.backEnd, .base, .tablet] { try await parts.start(part) }
            try await parts.place.done("refill", "--amount", "5000")
            var ledger = KillLedger(place: parts.place, seed: 0)
            var failed = 0
            for fault in SystemCallFault.all {
                for number in Self.isSoak ? Array(1...Self.callsMaximum) : fault.numbers {
                    guard try await fail(fault, number, parts, &ledger) else {
                        // A call that was never made shows nothing.
                        #expect(number > fault.numbers[0], "\(fault): there was no call \(number)")
                        break
                    }
                    failed += 1
                }
            }
            print("Failed \(failed) system calls, one at a time.")
        }
    }

    /// One case; whether there was a call of this number.
    private func fail(
        _ fault: SystemCallFault, _ number: Int, _ parts: RunningParts, _ ledger: inout KillLedger
    ) async throws -> Bool {
        let place = parts.place
        let context = "\(fault), call \(number)"
        // Without a back end a refill stays outstanding, so that there is one to cancel.
        await parts.kill(.backEnd)
        _ = try await place.machine("refill", "--amount", "7")
        let log = place.file("strace.log")
        let way = fault.way(number: number, log: log, data: place.data)
        if fault.part != .backEnd {
            await parts.kill(fault.part)
            try await parts.start(.backEnd)
        }
        do {
            try await parts.start(fault.part, by: way)
            ledger.add(await load(place, context))
        } catch let stop as RunFailure {
            #expect(stop.description.contains(/ended with [1-3] before/), "\(context): \(stop)")
            #expect(stop.description.contains(/\[[a-z_]+\]/), "\(context): no code: \(stop)")
        }
        #expect([0, 1].contains(await parts.stop(fault.part)), "\(context): no clean stop")
        let traced = try String(contentsOfFile: log, encoding: .utf8)
        try await parts.start(fault.part)
        try await ledger.compareRegisters(context)
        try await ledger.settleAndCompareWithBackEnd()
        return traced.contains("(INJECTED)")
    }

    /// What a clerk does in a day; what was acknowledged.
    private func load(_ place: SystemPlace, _ context: String) async -> AcknowledgedDeeds {
        var deeds = AcknowledgedDeeds()
        let client = FramedClient<MachineCommand, MachineReply>(
            to: .local(path: place.data + "/tablet/command.sock"), limits: .machine,
            group: NIOSingletons.posixEventLoopGroup)
        for command in Self.commands {
            do throws(DutyFailure) {
                switch try await client.send(command) {
                case .franked(let summary, _):
                    deeds.impressions.append(
                        .init(
                            counter: Int(summary.stamp.counter), value: summary.stamp.value.count, code: summary.code))
                case .refill(.granted(let amount, _)): deeds.refilled += amount.count
                case .audit(let outcome): #expect(outcome.differences.isEmpty, "\(context): \(outcome)")
                default: break
                }
            } catch {
                #expect(error.code != .internalError, "\(context): \(error)")
            }
        }
        await client.close()
        return deeds
    }

    private static let commands: [MachineCommand] = {
        guard let article = try? Article("4") else { return [] }
        let wish = FrankingWish(amount: Paise(300), article: article)
        return [
            .cancelRefill(), .frank(wish, nil), .refill(amount: Paise(2_000)), .frank(wish, .pdf), .upload(), .audit(),
            .frank(wish, nil),
        ]
    }()
}
