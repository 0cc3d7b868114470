import DutyModel
import Hummingbird
import HummingbirdTesting
import ServiceLifecycle
import TabletHTTP
import Testing

@Suite struct LivePageTests {
    @Test func aStreamSendsAFirstEventAndEndsAtShutdown() async throws {
        let machine = try PretendMachine()
        let (ports, found) = AsyncStream.makeStream(of: Int.self)
        let page = try makePage(machine, authorities: ["localhost"])
        let server = TabletPageServer(router: page.router(), host: "127.0.0.1", port: 0, logger: quiet) {
            found.yield($0)
        }
        let group = ServiceGroup(services: [server], logger: quiet)
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            let port = try #require(await ports.first { _ in true })
            #expect(port > 0)
            let body = try await TestClient.withClient(host: "127.0.0.1", port: port) { client in
                async let answer = client.execute(.init("/events", method: .get, authority: "localhost", headers: [:]))
                _ = await machine.listenersArriving.first { _ in true }
                await machine.changed()
                await group.triggerGracefulShutdown()
                return try await answer
            }
            #expect(body.status == .ok)
            #expect(body.headers[.contentType] == "text/event-stream; charset=utf-8")
            #expect(body.body.map { String(buffer: $0) }?.hasPrefix("retry: 2000\n\n") == true)
            try await tasks.waitForAll()
        }
    }

    @Test func aStreamEndsWhenTheMachineStops() async throws {
        let machine = try PretendMachine()
        let page = try makePage(machine, authorities: ["localhost"])
        try await Application(router: page.router(), logger: quiet).test(.router) { client in
            async let answer = client.execute(uri: "/events", method: .get)
            _ = await machine.listenersArriving.first { _ in true }
            await machine.stop()
            let body = String(buffer: try await answer.body)
            #expect(body == "retry: 2000\n\nevent: change\ndata: look\n\n")
        }
    }

    @Test func streamsCannotPileUp() async throws {
        let machine = try PretendMachine()
        let page = try makePage(machine, authorities: ["localhost"], limits: PageLimits { $0.eventStreams = 1 })
        try await Application(router: page.router(), logger: quiet).test(.router) { client in
            async let first = client.execute(uri: "/events", method: .get)
            _ = await machine.listenersArriving.first { _ in true }
            let second = try await client.execute(uri: "/events", method: .get)
            #expect(second.status == .serviceUnavailable)
            await machine.stop()
            let ended = try await first
            #expect(ended.status == .ok)
        }
    }

    @Test func aPortInUseIsSaid() async throws {
        let (ports, found) = AsyncStream.makeStream(of: Int.self)
        let page = try makePage(try PretendMachine(), authorities: ["localhost"])
        let first = TabletPageServer(router: page.router(), host: "127.0.0.1", port: 0, logger: quiet) {
            found.yield($0)
        }
        let group = ServiceGroup(services: [first], logger: quiet)
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            let port = try #require(await ports.first { _ in true })
            let second = TabletPageServer(router: page.router(), host: "127.0.0.1", port: port, logger: quiet)
            await #expect(throws: DutyFailure(.portTaken, "")) { try await second.run() }
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
    }
}
