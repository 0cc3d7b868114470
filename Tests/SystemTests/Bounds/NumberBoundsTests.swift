import DutyModel
import Foundation
import MachineLink
import NIOCore
import NIOPosix
import ProgramRunning
import Testing

/// No number that comes from outside ends the program.
@Suite("Numbers at their bounds") struct NumberBoundsTests {
    @Test("every number of every command is answered or refused at its bounds, over the socket and over the link")
    func everyCommand() async throws {
        try await withSystem { system in
            let place = system.place
            try await place.done("refill", "--amount", "1000")
            for _ in 0..<3 { try await place.done("frank", "--amount", "1", "--instrument", "4") }
            let commands = EveryCommand(of: try await psdKey(place))
            let socket = place.data + "/tablet/command.sock"
            let overSocket = try await send(try commands.ofSocket(), to: .local(path: socket))
            #expect(overSocket > 5 * NumberTree.bounds.count, "the walk met too few numbers: \(overSocket)")
            #expect(await system.isRunning)
            let status = try await place.status()
            #expect(status.state == "valid" && status.registers.controlTotal > 0)

            let link = LinkEndpoint.tcp(
                address: "127.0.0.1", port: try linkPort(place),
                identity: try LinkIdentity(folder: place.data + "/tablet/link"))
            let overLink = try await send(try commands.ofLink(), to: link)
            #expect(overLink > 40 * NumberTree.bounds.count, "the walk met too few numbers: \(overLink)")
            #expect(await system.isRunning)
            try await place.done("status")
        }
    }

    /// Sends each command with each bound in the place of each of its numbers, and returns how many were answered. Any
    /// answer will do; a connection that ends is thrown with the command that ended it.
    private func send(_ commands: [some Encodable], to endpoint: LinkEndpoint) async throws -> Int {
        let client = FramedClient<NumberTree, NumberTree>(
            to: endpoint, limits: .machine, group: NIOSingletons.posixEventLoopGroup)
        var answered = 0
        do {
            for command in commands {
                let tree = try JSONDecoder().decode(NumberTree.self, from: JSONEncoder().encode(command))
                for question in tree.withBounds {
                    do throws(DutyFailure) {
                        _ = try await client.send(question)
                    } catch  where [.linkDown, .machineNotRunning, .linkPeerForeign].contains(error.code) {
                        throw RunFailure("\(question) was not answered: \(error)")
                    } catch {
                        // A refusal is an answer.
                    }
                    answered += 1
                }
            }
        } catch {
            await client.close()
            throw error
        }
        await client.close()
        return answered
    }

    private func psdKey(_ place: SystemPlace) async throws -> PSDKeyID {
        struct Franked: Decodable { let psdKey: String }
        let answer = try await place.done("frank", "--amount", "1", "--instrument", "4", "--json")
        return try PSDKeyID(try answer.json(Franked.self).psdKey)
    }

    private func linkPort(_ place: SystemPlace) throws -> UInt16 {
        struct Ports: Decodable { let ports: [String: UInt16] }
        let book = try JSONDecoder().decode(
            Ports.self, from: Data(contentsOf: URL(filePath: place.data + "/ports.json")))
        return try #require(book.ports.first { $0.key.contains("link") }?.value)
    }
}
