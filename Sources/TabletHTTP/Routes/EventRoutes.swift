import DutyModel
import Hummingbird
import ServiceLifecycle
import Synchronization
import Tablet

/// Tells open windows that something changed, as server-sent events; what changed they fetch themselves.
///
/// A stream ends when the browser goes, when the machine stops, and at once when the program shuts down.
struct EventRoutes: Sendable {
    let environment: PageEnvironment

    func add(to router: Router<BasicRequestContext>) {
        router.get("/events") { request, _ in
            guard request.method == .get else { return Response(status: .ok) }
            guard let seat = environment.seats.take() else {
                return Response(status: .serviceUnavailable, headers: [.retryAfter: "5"])
            }
            return stream(request.body, seat)
        }
    }

    private func stream(_ body: RequestBody, _ seat: EventSeats.Seat) -> Response {
        let headers: HTTPFields = [.contentType: "text/event-stream; charset=utf-8"]
        return Response(
            status: .ok, headers: headers,
            body: ResponseBody { writer in
                defer { seat.leave() }
                let (beats, source) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
                let changes = await environment.operations.changes()
                let heartbeat = Duration.seconds(environment.limits.heartbeatSeconds)
                try await writer.write(ByteBuffer(string: "retry: 2000\n\n"))
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask {
                        for await _ in changes { source.yield() }
                        source.finish()
                    }
                    // Besides changes, a beat now and then: a browser that vanished is noticed by it.
                    group.addTask { while (try? await Task.sleep(for: heartbeat)) != nil { source.yield() } }
                    // Nothing more comes from this browser, so the end of its side means that it is gone.
                    try await body.consumeWithInboundCloseHandler { _ in
                        for await _ in beats.cancelOnGracefulShutdown() {
                            try await writer.write(ByteBuffer(string: "event: change\ndata: look\n\n"))
                        }
                    } onInboundClosed: {
                        source.finish()
                    }
                    group.cancelAll()
                }
                try await writer.finish(nil)
            })
    }
}

/// Counts open event streams, so that they cannot pile up.
final class EventSeats: Sendable {
    private let most: Int
    private let taken = Mutex(0)

    /// So many seats.
    init(most: Int) { self.most = most }

    /// A seat, or nil when all are taken.
    func take() -> Seat? {
        let free = taken.withLock { taken in
            guard taken < most else { return false }
            taken += 1
            return true
        }
        return free ? Seat(seats: self) : nil
    }

    /// One open stream.
    struct Seat: Sendable {
        fileprivate let seats: EventSeats
        /// Gives the seat back; called once.
        func leave() { seats.taken.withLock { $0 -= 1 } }
    }
}
