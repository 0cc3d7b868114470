import DutyModel
import Foundation
import MachineLink
import NIOCore
import NIOPosix
import ProgramRunning
import Tablet

/// Franks on a machine that runs as `dutymark up` runs it, through its command socket; a warm connection, no
/// drawing.
func frankOnRunningMachine(program: URL, dataFolder: URL) async throws -> BenchmarkRow {
    let running = try StartedProgram(program, ["up", "--data", dataFolder.path, "--port", String(try FreePort.find())])
    let client = FramedClient<MachineCommand, MachineReply>(
        to: .local(path: dataFolder.path + "/tablet/command.sock"), group: NIOSingletons.posixEventLoopGroup)
    _ = try await client.send(.refill(amount: .rupees(2_000)))
    let wish = FrankingWish(amount: .rupees(1), article: try Article("4"))
    let row = try await frankBenchmark(inFolder: dataFolder.path + "/base") {
        _ = try await client.send(.frank(wish, nil))
    }
    await client.close()
    try stopCleanly(running)
    return row
}
