import Doctor
import DutyModel
import Foundation
import Tablet

/// A run of the doctor on a machine, by its own way to the network, brought here as if it had been made here.
struct MachineExamination {
    /// Where the machine is.
    let folder: DataFolderOption

    /// How often the machine is asked how far it is, in milliseconds.
    private static let lookMilliseconds = 200
    /// The most parts that a run may have; a run of the largest guide has two.
    private static let mostParts = 32

    /// Has the machine run its doctor, or joins the run that is under way, and gives what it saw.
    ///
    /// - Throws: `machine_not_running`; what kept the run from being made; `recording_malformed`.
    func record(progress: (Int, Int) -> Void) async throws(DutyFailure) -> Recording {
        var standing = try await ask(.beginExamination)
        while let now = standing.progress {
            progress(now.done, now.total)
            try? await Task.sleep(for: .milliseconds(Self.lookMilliseconds))
            standing = try await ask(.examinationStanding)
        }
        if let failure = standing.failure { throw failure.failure }
        guard let kept = standing.kept else { throw MachineOptions.otherAnswer }
        return try SavedRecording.decode(try await whole(kept), from: "The machine’s answer")
    }

    private func whole(_ number: UInt64) async throws(DutyFailure) -> Data {
        var bytes = Data()
        for index in 0..<Self.mostParts {
            guard case .examinationPart(let part) = try await folder.ask(.examinationPart(index, of: number)) else {
                throw MachineOptions.otherAnswer
            }
            bytes += part.bytes
            if part.isLast { return bytes }
        }
        throw DutyFailure(.recordingMalformed, "What the doctor saw on the machine is longer than it can be.")
    }

    private func ask(_ command: MachineCommand) async throws(DutyFailure) -> ExaminationStanding {
        guard case .examination(let standing) = try await folder.ask(command) else { throw MachineOptions.otherAnswer }
        return standing
    }
}
