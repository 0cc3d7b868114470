import Installation
import ArgumentParser
import Base
import DutyModel
import Foundation
import Signing
import SiteNetwork

/// `dutymark machine enroll`: a machine makes its own keys and enrols with the code that an operator reads out.
struct MachineEnrollCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "enroll",
        abstract: "Enrol this machine with a back end on the network, by a one-time code.",
        discussion: """
            The operator of the back end makes the code with "dutymark backend invite". Type it here, at the machine: \
            without --code and --code-file you are asked for it. The keys of the machine and of its security device are \
            made in its own data folder and never leave it. The machine must not run meanwhile. Called again with the \
            same code, it completes what was interrupted.
            """)

    @OptionGroup var folder: DataFolderOption

    @Option(
        name: .customLong("backend"),
        help: ArgumentHelp(
            "The back end's distributor; the guide's unless given, and only a place of the guide.",
            valueName: "host[:port]"))
    var backEnd: String?

    @Option(
        help: ArgumentHelp(
            "The code. Other users of this computer may see it while the command runs.", valueName: "code"))
    var code: String?

    @Option(help: ArgumentHelp("A file with the code in one line.", valueName: "file"))
    var codeFile: String?

    @Option(help: ArgumentHelp("The guide that the machine goes by: a built-in name or a file.", valueName: "guide"))
    var guide = "b700-v2"

    @Option(help: ArgumentHelp("The proxy on the way: http://USER:PASSWORD@HOST:PORT.", valueName: "proxy"))
    var proxy: String?

    func validate() throws {
        guard code == nil || codeFile == nil else { throw ValidationError("Choose --code or --code-file, not both.") }
    }

    func run() async throws {
        try await reporting {
            let layout = try folder.layout()
            let guide = try InstallationGuide(GuideChoice(guide).load())
            let place = try BackEndPlace(backEnd, in: guide)
            let route: SiteRoute = if let proxy { .proxy(try ProxyText.server(proxy)) } else { .direct }
            let enrolment = OnSiteEnrolment(
                layout: layout, guide: guide, guideName: self.guide, place: place, route: route,
                code: try typedCode())
            let proven = try await layout.advising { () async throws(DutyFailure) in try await enrolment.run() }
            try StandardOutput.report(report(proven, layout))
        }
    }

    private func typedCode() throws(DutyFailure) -> EnrolmentCode {
        if let code { return try EnrolmentCode(code) }
        if let codeFile {
            let bytes = try SecretFile.bytes(of: codeFile)
            return try EnrolmentCode(String(decoding: bytes, as: UTF8.self))
        }
        return try EnrolmentCode(try HiddenLine.ask("Enrolment code: "))
    }

    private func report(_ proven: ProvenEnrolment, _ layout: FolderLayout) -> String {
        """
        Machine \(proven.grant.machine) is enrolled. Its keys were made here, in \(layout.root).
        Its device \(proven.grant.psdKey) obeys the service root \(proven.root.fingerprint).
        Run it with: dutymark machine run --config \(layout.root)/\(NewMachineConfiguration.fileName)
        """
    }
}
