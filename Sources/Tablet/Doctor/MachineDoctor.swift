import ConnectivityGuide
import Doctor
import DutyModel
import Foundation
import Synchronization

/// Has the doctor run on this machine, one run at a time, and keeps what the last run saw until the next.
///
/// How it looks is handed in: what it opens, it opens past the machine's allow list, which is the business of the one
/// target that may (`docs/network.md`). Each step of a run has its limit there, and so has the run.
public actor MachineDoctor {
    /// Looks at every place of the guide and says how many of how many are settled.
    public typealias Look =
        @Sendable (_ progress: @escaping @Sendable (Int, Int) -> Void) async throws(DutyFailure) -> Recording

    private let guide: ConnectivityGuide
    private let look: Look
    private let settled = SettledPlaces()
    private var running: Task<Result<Examination, DutyFailure>, Never>?
    private var runs: UInt64 = 0
    private var failure: DutyFailure?
    /// What the last run saw; nil before the first.
    public private(set) var last: Examination?

    /// The most bytes of one part: with base64 and its frame it stays well below what the link carries at once.
    private static let partBytes = 524_288

    /// A doctor for a machine that goes by this guide.
    public init(guide: ConnectivityGuide, look: @escaping Look) {
        self.guide = guide
        self.look = look
    }

    /// Runs, or joins the run that is under way, and gives what it saw.
    @discardableResult
    public func examine() async throws(DutyFailure) -> Examination { try await begun().value.get() }

    /// Begins a run unless one is under way.
    public func begin() -> ExaminationStanding {
        _ = begun()
        return standing
    }

    /// How far it is.
    public var standing: ExaminationStanding {
        ExaminationStanding(
            progress: running == nil ? nil : settled.progress, kept: last?.number,
            failure: failure.map { ReportedFault($0) })
    }

    /// A part of a run as JSON, counted from 0; throws `doctor_run_unknown` for a run that is not the last.
    public func part(_ index: Int, of number: UInt64) throws(DutyFailure) -> ExaminationPart {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let last, last.number == number, let whole = try? encoder.encode(last.recording) else {
            throw DutyFailure(.doctorRunUnknown, "This run of the doctor is no longer kept.")
        }
        // Whoever asks may name any number: it is compared with how many parts there are before it is multiplied.
        let parts = (whole.count + Self.partBytes - 1) / Self.partBytes
        guard (0..<parts).contains(index) else {
            throw DutyFailure(
                .doctorRunUnknown, "This run of the doctor has \(parts) parts; none is number \(index).",
                remedy: "Ask for the parts from 0 on.")
        }
        let part = whole.dropFirst(index * Self.partBytes).prefix(Self.partBytes)
        return ExaminationPart(bytes: Data(part), isLast: index == parts - 1)
    }

    private func begun() -> Task<Result<Examination, DutyFailure>, Never> {
        if let running { return running }
        settled.reset()
        let task = Task { await run() }
        running = task
        return task
    }

    private func run() async -> Result<Examination, DutyFailure> {
        let result = await looked()
        running = nil
        switch result {
        case .success(let examination): (last, failure) = (examination, nil)
        case .failure(let why): failure = why
        }
        return result
    }

    private func looked() async -> Result<Examination, DutyFailure> {
        do throws(DutyFailure) {
            var recording = try await look { [settled] done, total in settled.set(done, of: total) }
            recording.machineGuide = guide
            runs += 1
            return .success(Examination(number: runs, recording, guide))
        } catch {
            return .failure(error)
        }
    }
}

/// One run of the doctor on this machine, judged.
public struct Examination: Sendable {
    /// Counts the runs since the machine started.
    public let number: UInt64
    /// What was seen.
    public let recording: Recording
    /// What it means.
    public let report: Report
    /// The root causes in the clerk's words.
    public let advice: [ClerkAdvice]

    init(number: UInt64, _ recording: Recording, _ guide: ConnectivityGuide) {
        self.number = number
        self.recording = recording
        report = Judge.judge(recording, guide)
        advice = ClerkAdvice.list(report, guide)
    }
}

/// How far the doctor on this machine is.
public struct ExaminationStanding: Hashable, Sendable, Codable {
    /// How many places of how many.
    public struct Progress: Hashable, Sendable, Codable {
        /// Places that are settled.
        public var done: Int
        /// All places; 0 while that is not known.
        public var total: Int
    }

    /// How far the run is; nil where none is under way.
    public var progress: Progress?
    /// The number of the run that is kept; nil before the first.
    public var kept: UInt64?
    /// Why the last run saw nothing; nil where it saw something.
    public var failure: ReportedFault?
}

/// A piece of a run's JSON.
public struct ExaminationPart: Hashable, Sendable, Codable {
    /// The bytes.
    public var bytes: Data
    /// Whether no more come.
    public var isLast: Bool
}

/// Counts the places of the run that is under way.
private final class SettledPlaces: Sendable {
    private let state = Mutex(ExaminationStanding.Progress(done: 0, total: 0))

    var progress: ExaminationStanding.Progress { state.withLock { $0 } }

    func reset() { set(0, of: 0) }

    func set(_ done: Int, of total: Int) { state.withLock { $0 = .init(done: done, total: total) } }
}
