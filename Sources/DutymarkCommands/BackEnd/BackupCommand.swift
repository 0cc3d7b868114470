import Installation
import ArgumentParser
import BackEnd
import DutyModel

/// `dutymark backend backup`: a checked copy of a back end, which may go on running.
struct BackupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup", abstract: "Copy the back end's database and keys into a new folder, and check the copy.",
        discussion: "The folder holds private keys: keep it as you keep the back end itself.")

    @OptionGroup var folder: DataFolderOption

    @Option(name: .shortAndLong, help: ArgumentHelp("The folder to make.", valueName: "dir"))
    var output: String

    func run() async throws {
        try await reporting {
            let layout = try folder.layout()
            let made = try await layout.advising { () async throws(DutyFailure) in
                try await BackEndBackup.write(
                    of: layout.backEnd, to: output, known: try FolderRecord.read(layout)?.backEnd)
            }
            StandardOutput.write(
                "Backed up \(made.manifest.files.count) files of \(made.manifest.madeAt) to \(output); "
                    + "the books in it hold (\(made.report.operations) bookings).")
        }
    }
}

/// `dutymark backend restore`: puts a checked copy back in its place.
struct RestoreCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore", abstract: "Put a backup in place of a back end that does not run.",
        discussion: """
            What was decided after the backup is missing from it. The acts of the back end that is replaced are taken \
            up again, and so is what the published key list says; devices bring their grants and records by themselves. \
            Where the configuration puts the acts on another disk, give it with --config.
            """)

    @Option(help: ArgumentHelp("The backup's folder.", valueName: "dir"))
    var from: String

    @OptionGroup var options: ConfigurationOption

    @Option(help: ArgumentHelp("A copy of the acts, where the back end's own are lost.", valueName: "file"))
    var acts: String?

    @Flag(help: "Put it in place of a back end that is there, which is kept beside it.")
    var replace = false

    func run() async throws {
        try await reporting {
            let configured = try options.file.map { (file) throws(DutyFailure) in try BackEndConfiguration.read(file) }
            let layout = try options.layout(configured?.data)
            var kept = try KeptFolder(taking: layout)
            let restored = try await BackEndBackup.restore(
                from: from, to: layout.backEnd, replace: replace, known: kept.record.backEnd,
                acts: configured?.configuration.acts, actsFile: acts,
                published: (try? layout.published.source.load())?.list)
            try kept.noteBackEnd(restored.identity)
            kept.end()
            StandardOutput.write(
                "Restored the backup of \(restored.manifest.madeAt); the funds service's term is now \(restored.term)."
            )
            if restored.actsFile == nil {
                StandardOutput.write(
                    "No acts were found: what came after the backup is known from the published key list alone.")
            }
            if restored.acts > 0 {
                StandardOutput.write("Took up \(restored.acts == 1 ? "one later act" : "\(restored.acts) later acts").")
            }
            for line in restored.left { StandardOutput.write(line) }
            guard let replaced = restored.replaced else { return }
            StandardOutput.write("The back end before it is kept in \(replaced).")
        }
    }
}
