import Installation
import ArgumentParser
import BackEnd
import DutyModel
import Foundation
import StorageSQLite

/// `dutymark backend check`: whether everything that always holds of the books holds of these.
struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Check the books of a back end, row by row; nothing is written.",
        discussion: """
            Works while the back end runs, and on a copied database file. Exit status: 0 good; 1 the books hold, but \
            the key list can't be published, or the certificate of a service's key ends soon; 2 findings; 3 it could not be told; 64 bad usage.
            """)

    @OptionGroup var folder: DataFolderOption

    @Option(help: ArgumentHelp("A database file, instead of the data folder's.", valueName: "file"))
    var database: String?

    @Flag(help: "Write the answer as JSON, with all findings.")
    var json = false

    func validate() throws {
        guard folder.folder == nil || database == nil else {
            throw ValidationError("Give either --data or --database.")
        }
    }

    func run() async throws {
        let outcome: CheckOutcome
        do {
            outcome = try await advisedCheck()
        } catch {
            _ = error.reported(asJSON: json)
            throw ExitCode(3)
        }
        StandardOutput.write(json ? outcome.json.text : outcome.text)
        if outcome.report.findingCount > 0 { throw ExitCode(2) }
        if outcome.publication.failingSince != nil || outcome.endingKeys != nil { throw ExitCode(1) }
    }

    private func advisedCheck() async throws(DutyFailure) -> CheckOutcome {
        guard database == nil else { return try await check(nil) }
        let layout = try folder.layout()
        return try await layout.advising { () async throws(DutyFailure) in try await check(layout) }
    }

    private func known(in layout: FolderLayout?) throws(DutyFailure) -> BackEndIdentity? {
        guard let layout else { return nil }
        return try FolderRecord.read(layout)?.backEnd
    }

    private func check(_ layout: FolderLayout?) async throws(DutyFailure) -> CheckOutcome {
        let begin = ContinuousClock.now
        var path = database ?? ""
        var fundsKeys: ServiceKeyLine?
        var endingKeys: EndingServiceKeys?
        if let layout {
            path = BackEndInstallation.databasePath(inFolder: layout.backEnd)
            try BackEndInstallation.requireBooks(inFolder: layout.backEnd)
            fundsKeys = try BackEndInstallation.fundsKeys(inFolder: layout.backEnd)
            // A back end of before there were roots has nothing that ends.
            endingKeys = (try? BackEndInstallation.rootReport(inFolder: layout.backEnd)).flatMap {
                EndingServiceKeys($0.keys, privateHalvesHere: $0.privateHalvesHere, at: SystemWallClock().now())
            }
        }
        let books = try SQLiteInspection(path: path)
        try await books.requireWhole()
        try await BackEndInstallation.requireOwnBooks(books, at: path, of: try known(in: layout))
        let report = try await BooksChecker(database: books, fundsKeys: fundsKeys).check()
        let publication = try await PublicationRecord.held(in: books)
        try books.requireStillAtRest()
        return CheckOutcome(
            path: path, report: report, publication: publication,
            endingKeys: endingKeys, keysFromInstallation: fundsKeys != nil, duration: ContinuousClock.now - begin)
    }
}
