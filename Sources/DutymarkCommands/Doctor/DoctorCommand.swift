import Installation
import ArgumentParser
import ConnectivityGuide
import Doctor
import DoctorProbes
import DutyModel
import Foundation
import LocalSystem
import NIOPosix
import SiteNetwork

/// `dutymark doctor`: what blocks the machine on this network, and what mends it.
public struct DoctorCommand: AsyncParsableCommand {
    /// What the command is called and what it takes.
    public static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Find out what on this network blocks the machine, and what mends it.",
        discussion: """
            It looks up and contacts the hosts of the guide, and nothing else but names and addresses at which nobody \
            lives. The exit code is 0 when all is well, 1 when only recommended entries fail, 2 when required ones do, \
            3 when it could not be told. docs/doctor.md explains the findings.
            """)

    @OptionGroup var entries: GuideEntriesOption

    @Option(name: .long, help: "The proxy that the machine is to use: http://USER:PASSWORD@HOST:PORT.")
    var proxy: String?

    @Option(
        name: .long,
        help: """
            The form: \(ReportFormat.allCases.map(\.rawValue).joined(separator: ", ")). For a ticket take html, or markdown \
            to be pasted.
            """)
    var format = ReportFormat.text

    @Option(name: .long, help: "A file to write instead of standard output.")
    var output: String?

    @Option(name: .long, help: "The checks to make, with commas between: \(Judge.checkNames.joined(separator: ", ")).")
    var only: String?

    @Option(name: .long, help: "How many seconds one step of a try may take.")
    var timeout: Int = 5

    @Option(name: .long, help: "A PEM file with the public authorities, instead of this computer's Mozilla list.")
    var roots: String?

    @Option(name: .long, help: "A file to which everything that was seen is saved.")
    var save: String?

    @Option(name: .long, help: "A saved run to judge again; nothing is contacted.")
    var replay: String?

    @Flag(name: .long, help: "Have the running machine look, by its own way to the network and its own guide.")
    var fromMachine = false

    @OptionGroup var folder: DataFolderOption

    @Flag(name: .long, help: "Do not measure the line; otherwise 256 KiB each way at most go to and from the back end.")
    var noMeasure = false

    @Flag(name: .long, help: "Tell everything, not only what matters first.")
    var verbose = false

    /// What the parser fills in.
    public init() {}

    /// Checks what the options say together.
    public func validate() throws {
        guard (1...60).contains(timeout) else { throw ValidationError("--timeout is 1 to 60 seconds.") }
        guard chosenChecks?.isEmpty != true else { throw ValidationError("--only names at least one check.") }
        if let unknown = chosenChecks?.subtracting(Judge.checkNames).sorted().first {
            throw ValidationError("There is no check “\(unknown)”.")
        }
        if replay != nil, proxy != nil || save != nil || roots != nil {
            throw ValidationError("A saved run is judged as it is: --proxy, --roots and --save have no meaning then.")
        }
        let isPlain = proxy == nil && replay == nil && roots == nil && timeout == 5
        if fromMachine, !isPlain || entries.guide != ConnectivityGuide.builtInNames[0] {
            throw ValidationError(
                "A machine looks by its own settings: --guide, --proxy, --roots, --timeout and --replay have no meaning "
                    + "then.")
        }
        if !fromMachine, folder.folder != nil {
            throw ValidationError("--data has a meaning with --from-machine only.")
        }
    }

    /// Carries the command out.
    public func run() async throws {
        let report: Report
        do throws(DutyFailure) {
            report = try await examined()
        } catch {
            // Who reads a plugin's line reads standard output only.
            if format == .nagios, output == nil { StandardOutput.write(NagiosLine.unknown(error.message)) }
            _ = error.reported()
            throw ExitCode(3)
        }
        if report.exitCode != 0 { throw ExitCode(report.exitCode) }
    }

    private var chosenChecks: Set<String>? {
        only.map { Set($0.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }) }
    }

    private func examined() async throws(DutyFailure) -> Report {
        let named = try entries.load()
        for path in [output, save] { if let path { try OutputFile.requireWritable(path) } }
        let recording: Recording
        if let replay {
            recording = try SavedRecording.read(replay)
        } else if fromMachine {
            recording = try await recordedByMachine()
        } else {
            recording = try await recorded(named)
        }
        // A machine goes by a guide of its own, which stands in what it saw.
        let guide = recording.machineGuide ?? named
        let report = Judge.judge(recording, guide, level: entries.level.guideLevel, only: chosenChecks)
        let text = try format.text(report, style: style)
        if let output {
            try OutputFile.write(Data(text.utf8), to: output)
        } else {
            try StandardOutput.writeWhole(text)
        }
        if let save { try SavedRecording.write(recording, to: save) }
        return report
    }

    private var style: TextStyle {
        let plain = ProcessInfo.processInfo.environment["NO_COLOR"].map { !$0.isEmpty } ?? false
        return TextStyle(hasColours: output == nil && !plain && isatty(STDOUT_FILENO) == 1, isVerbose: verbose)
    }

    private func recordedByMachine() async throws(DutyFailure) -> Recording {
        let shown = DoctorProgress()
        defer { shown.clear() }
        return try await MachineExamination(folder: folder).record { done, total in shown.show(done, of: total) }
    }

    private func recorded(_ guide: ConnectivityGuide) async throws(DutyFailure) -> Recording {
        Heap.keepSmall()
        let authorities = try PublicAuthorities.load(roots)
        var settings = DoctorSettings(roots: authorities.roots, authorities: authorities.words)
        settings.level = entries.level.guideLevel
        settings.limits.stepMilliseconds = Int64(timeout) * 1_000
        settings.measuresLine = !noMeasure
        if let proxy { settings.proxy = try ProxyText.server(proxy) }
        let threads = NIOThreadPool(numberOfThreads: 2)
        threads.start()
        // One loop is enough for what mostly waits; each keeps buffers of its own.
        let loop = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        defer {
            threads.shutdownGracefully { _ in }
            loop.shutdownGracefully { _ in }
        }
        let run = DoctorRun(
            guide: guide, settings: settings, group: loop, threads: threads
        ) { Timestamp(Int64(Date().timeIntervalSince1970)) }
        let shown = DoctorProgress()
        let clock = Task { await shown.keepTime() }
        let recording: Recording
        do {
            recording = try await run.record { done, total in shown.show(done, of: total) }
        } catch {
            await shown.end(clock)
            throw error
        }
        await shown.end(clock)
        return recording
    }
}

extension ReportFormat: ExpressibleByArgument {}
