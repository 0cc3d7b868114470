import ConnectionRules
import DutyModel
import NIOCore
import Synchronization

/// Measures a site's line for the doctor: offers itself, sends bytes, takes bytes.
///
/// It knows nobody and keeps nothing on the disk. What it gives is bounded by `MeasuringLimits` for each address and
/// for all together.
final class MeasuringService: Sendable {
    private let limits: MeasuringLimits
    private let turns: Mutex<MeasuringTurns>
    private let sightings: MachineSightings
    /// Random, so that nothing on the way can make them fewer.
    private let bytes: ByteBuffer

    init(_ limits: MeasuringLimits, sightings: MachineSightings) {
        self.limits = limits
        self.sightings = sightings
        turns = Mutex(MeasuringTurns(limits))
        var generator = SystemRandomNumberGenerator()
        var bytes = ByteBuffer()
        bytes.reserveCapacity(LineMeasuring.bytes)
        while bytes.readableBytes < LineMeasuring.bytes { bytes.writeInteger(generator.next() as UInt64) }
        self.bytes = bytes
    }

    /// Takes a turn for whoever is at the other end; the connection ends when its time is up. Throws `too_many_requests`.
    func turn(on channel: any Channel) throws(DutyFailure) -> (turn: Turn, client: ClientNetwork) {
        guard let client = ClientNetwork(channel.remoteAddress),
            turns.withLock({ $0.take(client, at: SteadyClock.seconds) })
        else {
            throw DutyFailure(.tooManyRequests, "The line was measured too often from this address, or by too many.")
        }
        channel.eventLoop.scheduleTask(in: .seconds(limits.seconds)) { [weak channel] in
            channel?.close(promise: nil)
        }
        return (Turn { self.turns.withLock { $0.leave(client) } }, client)
    }

    /// What it says of itself to a client.
    func offer(to client: ClientNetwork) -> MeasuringOffer {
        MeasuringOffer(machines: sightings.count(at: client, seconds: SteadyClock.seconds))
    }

    /// So many random bytes, from one to all; all where none are named.
    func download(_ count: Int?) -> ByteBuffer {
        bytes.getSlice(at: 0, length: min(max(count ?? bytes.readableBytes, 1), bytes.readableBytes)) ?? bytes
    }

    /// Takes an upload until its end, until it is too large, or until its time is up.
    func upload<Body: AsyncSequence>(
        _ body: Body, length: Int?
    ) async throws(DutyFailure) -> MeasuredUpload where Body.Element == ByteBuffer {
        let tooLarge = DutyFailure(.requestTooLarge, "A measurement takes at most \(LineMeasuring.bytes) bytes.")
        guard (length ?? 0) <= LineMeasuring.bytes else { throw tooLarge }
        let start = NIODeadline.now()
        var meter = PaceMeter()
        // The head came now, and the upload's first bytes are on its heels.
        meter.note(0, at: 0)
        do {
            for try await part in body {
                let microseconds = (NIODeadline.now() - start).nanoseconds / 1_000
                meter.note(meter.bytes + part.readableBytes, at: microseconds)
                if meter.bytes > LineMeasuring.bytes { throw tooLarge }
                if microseconds > LineMeasuring.uploadMilliseconds * 1_000 { break }
            }
        } catch let failure as DutyFailure {
            throw failure
        } catch {
            throw DutyFailure(.connectionLost, "The upload ended before it was whole.")
        }
        return MeasuredUpload(meter)
    }
}

/// Seconds of a clock that nobody sets.
enum SteadyClock {
    static var seconds: Int64 { Int64(NIODeadline.now().uptimeNanoseconds / 1_000_000_000) }
}
