import DutyModel
import Foundation
import Logging
import MachineLink
import NIOCore
import NIOPosix
import ServiceLifecycle

/// What tests ask over the link.
struct Question: Codable, Sendable, Hashable {
    var text: String
}

/// What comes back.
struct Answer: Codable, Sendable, Hashable {
    var text: String
}

/// Base and tablet, paired in two folders of one test.
final class PairedFolders {
    let root: String
    var base: String { "\(root)/base" }
    var tablet: String { "\(root)/tablet" }

    init() throws {
        root = FileManager.default.temporaryDirectory.appending(path: "dutymark-link-\(UUID().uuidString)").path
        try LinkPairing.make(baseFolder: base, tabletFolder: tablet, now: Timestamp(1_700_000_000))
    }

    deinit { try? FileManager.default.removeItem(atPath: root) }
}

let loopback = "127.0.0.1"
let loops = MultiThreadedEventLoopGroup.singleton

/// Answers with the question, or refuses where the question says so.
let echo: FramedServer<Question, Answer>.Handler = { question throws(DutyFailure) in
    if question.text == "refuse" {
        throw DutyFailure(.amountOverFunds, "Too much.", remedy: "Top up.", maximumAllowed: Paise(42))
    }
    return Answer(text: question.text)
}

/// Runs a server while `body` runs, then shuts it down gracefully and waits for it.
func serving(
    _ endpoint: LinkEndpoint, limits: LinkLimits = .init(),
    handler: @escaping FramedServer<Question, Answer>.Handler = echo,
    _ body: @Sendable (FramedServer<Question, Answer>) async throws -> Void
) async throws {
    var logger = Logger(label: "test")
    logger.logLevel = .critical
    let server = try await FramedServer<Question, Answer>.bind(
        endpoint, limits: limits, group: loops, logger: logger, handler: handler)
    let group = ServiceGroup(configuration: .init(services: [.init(service: server)], logger: logger))
    try await withThrowingTaskGroup(of: Void.self) { tasks in
        tasks.addTask { try await group.run() }
        do {
            try await body(server)
        } catch {
            await group.triggerGracefulShutdown()
            throw error
        }
        await group.triggerGracefulShutdown()
        try await tasks.waitForAll()
    }
}

/// Asks one question and gives the answer's text.
func ask(_ client: FramedClient<Question, Answer>, _ text: String) async throws -> String {
    try await client.send(Question(text: text)).text
}
