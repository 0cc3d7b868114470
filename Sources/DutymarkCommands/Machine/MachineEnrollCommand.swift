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
        do throws(DutyFailure) {
            let layout = try folder.layout()
            let guide = try InstallationGuide(GuideChoice(guide).load())
            let place = try BackEndPlace(backEnd, in: guide)
            let route: SiteRoute = if let proxy { .proxy(try ProxyText.server(proxy)) } else { .direct }
            let enrolment = OnSiteEnrolment(
                layout: layout, guide: guide, guideName: self.guide, place: (place.host, place.port), route: route,
                code: try typedCode())
            let proven = try await layout.advising { () async throws(DutyFailure) in try await enrolment.run() }
            try StandardOutput.report(report(proven, layout))
        } catch {
            throw error.reported()
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

/// Where a person says that the back end is.
struct BackEndPlace {
    let host: String
    let port: UInt16

    /// A host, or a host and a port; the guide's distributor where nothing is said, and its port where none is.
    ///
    /// Throws `value_malformed`, `host_not_in_guide`.
    init(_ text: String?, in guide: InstallationGuide) throws(DutyFailure) {
        let usual = try guide.location(of: .distributor)
        guard let text else {
            (host, port) = (usual.host, usual.port)
            return
        }
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard let name = parts.first, !name.isEmpty,
            let number = parts.count == 1 ? usual.port : UInt16(parts[1]), number > 0
        else {
            throw DutyFailure(
                .valueMalformed, "“\(ForeignText.shown(text, most: 64))” is not a host with or without a port.",
                remedy: "Write HOST or HOST:PORT.")
        }
        (host, port) = (String(name), number)
        guard guide.permits(host: host, port: port, transport: .tls) else {
            throw DutyFailure(
                .hostNotInGuide, "The guide \(guide.guide.name) has no entry for \(host) port \(port) over TLS.")
        }
    }
}
