import DutyModel
@testable import MachineLink
import NIOCore
import NIOPosix
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(1))) struct CallingTests {
    @Test func aRefusalCrossesTheLinkWhole() async throws {
        let pair = try PairedFolders()
        let path = "\(pair.root)/s"
        try await serving(.local(path: path)) { _ async throws in
            let client = FramedClient<Question, Answer>(to: .local(path: path), group: loops)
            let failure = await #expect(throws: DutyFailure.self) { try await client.send(Question(text: "refuse")) }
            #expect(failure?.code == .amountOverFunds)
            #expect(failure?.message == "Too much.")
            #expect(failure?.remedy == "Top up.")
            #expect(failure?.maximumAllowed == Paise(42))
        }
    }

    @Test func manyTasksEachGetTheirOwnAnswer() async throws {
        let pair = try PairedFolders()
        let path = "\(pair.root)/s"
        try await serving(.local(path: path)) { _ async throws in
            let client = FramedClient<Question, Answer>(to: .local(path: path), group: loops)
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                for number in 0..<50 {
                    tasks.addTask { () async throws in
                        #expect(try await ask(client, "\(number)") == "\(number)")
                    }
                }
                try await tasks.waitForAll()
            }
        }
    }

    @Test func aServerThatDiesMidRequestFailsItAndTheNextRequestConnectsAnew() async throws {
        let pair = try PairedFolders()
        let path = "\(pair.root)/s"
        // Takes the request and closes without an answer.
        let dying = try await ServerBootstrap(group: loops)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandlers([Greeter(), CloseOnRead()])
                }
            }
            .bind(unixDomainSocketPath: path).get()
        let client = FramedClient<Question, Answer>(to: .local(path: path), group: loops)
        await #expect(throws: DutyFailure(.linkBroken, "")) { try await client.send(Question(text: "x")) }
        try await dying.close().get()
        try await serving(.local(path: path)) { _ async throws in
            #expect(try await ask(client, "y") == "y")
        }
    }

    @Test func anAnswerThatNeverComesIsGivenUp() async throws {
        let pair = try PairedFolders()
        let path = "\(pair.root)/s"
        let silent = try await ServerBootstrap(group: loops)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(Greeter()) }
            }
            .bind(unixDomainSocketPath: path).get()
        var limits = LinkLimits()
        limits.answerMilliseconds = 30
        let client = FramedClient<Question, Answer>(to: .local(path: path), limits: limits, group: loops)
        let failure = await #expect(throws: DutyFailure.self) { try await client.send(Question(text: "x")) }
        #expect(failure?.code == .linkBroken)
        #expect(failure?.message.contains("answer in time") == true)
        try await silent.close().get()
    }

    @Test func shutdownAnswersWhatItTookFirst() async throws {
        let pair = try PairedFolders()
        let path = "\(pair.root)/s"
        let (started, begin) = AsyncStream<Void>.makeStream()
        let (gate, open) = AsyncStream<Void>.makeStream()
        let client = FramedClient<Question, Answer>(to: .local(path: path), group: loops)
        let slow: FramedServer<Question, Answer>.Handler = { question throws(DutyFailure) in
            begin.finish()
            for await _ in gate {}
            return Answer(text: question.text)
        }
        let asked = Mutex<Task<Answer, any Error>?>(nil)
        try await serving(.local(path: path), handler: slow) { _ async throws in
            let task = Task { try await client.send(Question(text: "slow")) }
            asked.withLock { $0 = task }
            for await _ in started {}
            // The answer is due while the server shuts down: it begins to as soon as this returns.
            Task { open.finish() }
        }
        #expect(try await asked.withLock { $0 }?.value.text == "slow")
    }
}

private final class CloseOnRead: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    func channelRead(context: ChannelHandlerContext, data: NIOAny) { context.close(promise: nil) }
}

/// Greets as a server of the link does.
private final class Greeter: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer
    func channelActive(context: ChannelHandlerContext) {
        context.writeAndFlush(wrapOutboundOut(LinkGreeting.frame), promise: nil)
        context.fireChannelActive()
    }
}
