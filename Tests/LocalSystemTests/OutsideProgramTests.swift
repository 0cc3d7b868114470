import DutyModel
import Foundation
import LocalSystem
import Testing

/// Programs of this computer, well-behaved and not.
@Suite(.timeLimit(.minutes(1))) struct OutsideProgramTests {
    private let shell = OutsideProgram(path: "/bin/sh")

    @Test func bothOutputsAndTheStatusComeBack() async throws {
        let answer = try await shell.run(["-c", "echo out; echo err >&2; exit 7"])
        #expect(answer.status == 7 && answer.output == "out\n" && answer.errors == "err\n")
    }

    @Test func moreThanAPipeHoldsComesBackWhole() async throws {
        let answer = try await shell.run(["-c", "seq 100000 | tee /dev/stderr"])
        #expect(answer.output == answer.errors && answer.output.hasSuffix("\n100000\n"))
    }

    @Test func aChildThatKeepsThePipeHoldsNobodyUp() async throws {
        let begun = ContinuousClock.now
        let answer = try await shell.run(["-c", "sleep 20 & echo done"])
        #expect(answer.status == 0 && answer.output == "done\n")
        #expect(ContinuousClock.now - begun < .seconds(15))
    }

    /// What a program inherits it may keep for longer than this process lives: a port would then stay taken.
    @Test func itInheritsNoOpenFile() async throws {
        let ours = open("/dev/null", O_RDONLY)
        defer { close(ours) }
        try #require(ours > STDERR_FILENO)
        let answer = try await shell.run(["-c", "test ! -e /proc/$$/fd/\(ours) && test -e /proc/$$/fd/2"])
        #expect(answer.status == 0, "\(ours) was there")
    }

    @Test(arguments: ["exec sleep 30", "exec >&- 2>&-; exec sleep 30"])
    func aProgramThatHangsIsKilled(_ command: String) async throws {
        let answer = try await OutsideProgram(path: "/bin/sh", limitSeconds: 1).run(["-c", command])
        #expect(answer.status == SIGKILL)
    }

    @Test func aProgramThatNeverStopsTalkingIsKilled() async throws {
        let answer = try await OutsideProgram(path: "/usr/bin/yes", mostOutputBytes: 100_000).run([])
        #expect(answer.status == SIGKILL && answer.output.utf8.count == 100_000)
    }

    @Test func aProgramThatIsNotThereIsNamed() async throws {
        let missing = OutsideProgram(path: "/nowhere/nmcli")
        #expect(!missing.isThere)
        await #expect(throws: DutyFailure(.programNotStarted, "")) { _ = try await missing.run([]) }
    }
}
