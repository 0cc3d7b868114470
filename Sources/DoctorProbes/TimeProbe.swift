import Doctor
import DutyModel
import NIOCore
import SiteNetwork

/// Asks time servers and writes down what came of it.
struct TimeProbe: Sendable {
    let limits: ProbeLimits
    let datagram: ProbeDatagram
    let gate: Gate
    let now: @Sendable () -> Timestamp

    /// Asks twice, the second time beside a silent first.
    func ask(_ host: String, at address: SocketAddress) async -> [TimeObservation] {
        await TryTwice.run(secondAfter: limits.secondTimeTryMilliseconds, isGood: { $0.result.isAnswer }) { attempt in
            await gate.pass { await once(host, at: address, attempt) }
        }
    }

    private func once(_ host: String, at address: SocketAddress, _ attempt: Int) async -> TimeObservation {
        let mark = UInt64.random(in: 1 ... .max)
        let start = ContinuousClock.now
        let ending = await datagram.ask(
            address, TimeMessage.question(mark: mark),
            milliseconds: min(limits.timeMilliseconds, limits.stepMilliseconds)
        ) { TimeMessage.isAnswer($0, mark: mark) }
        var result = TimeObservation(
            host, address: address.ipAddress ?? "", port: UInt16(address.port ?? 0), result: .timeout, attempt: attempt)
        result.milliseconds = (ContinuousClock.now - start).wholeMilliseconds
        switch ending {
        case .answered(let bytes):
            let answer = TimeMessage.read(bytes)
            result.result = answer.result
            result.stratum = answer.stratum
            result.serverTime = answer.time
            result.localTime = now()
        case .strange: result.result = .malformed
        case .timeout: break
        case .unreachable: result.result = .unreachable
        }
        return result
    }
}
