import BackEnd
import DutyModel
import LocalSystem
import Signing

/// Makes a machine's folder for a back end of this computer, to be taken to where the machine runs: its keys are made here.
/// The back end is made where there is none.
package struct MachineFolderEnrolment {
    private let machine: FolderLayout
    private let layout: FolderLayout
    private let guideName: String
    private let stampPrefix: String?

    /// An enrolment of this machine with the back end of another folder.
    ///
    /// - Parameter stampPrefix: what stands before the code of every stamp of a new installation; this computer's page where
    ///   nil.
    package init(machine: FolderLayout, backEnd: FolderLayout, guideName: String, stampPrefix: String?) {
        (self.machine, layout, self.guideName, self.stampPrefix) = (machine, backEnd, guideName, stampPrefix)
    }

    /// Enrols the machine, with demonstration money; called again, it completes what was interrupted. Durable when this
    /// returns.
    package func run() async throws(DutyFailure) -> MachineSerial {
        try await layout.advising { () async throws(DutyFailure) in
            try await machine.advising { () async throws(DutyFailure) in try await enrol() }
        }
    }

    private func enrol() async throws(DutyFailure) -> MachineSerial {
        // Read before anything is made, so that a mistyped name leaves nothing behind.
        let guide = try InstallationGuide(GuideChoice(guideName).load())
        let prefix = try prefix()
        var folder = try KeptFolder(taking: layout)
        var made = try KeptFolder(taking: machine)
        let own = try folder.installation { () throws(DutyFailure) in
            try .demonstration(prefix: prefix)
        }
        let installation = try made.installation { () throws(DutyFailure) in
            try .demonstration(prefix: own.verifyPrefix)
        }
        let backEnd = try await OpenedBackEnd(&folder, of: own)
        var base = try OpenedBase(&made, installation: installation)
        try await MachineEnrolment(backEnd: backEnd.installation, installation: installation, layout: machine)
            .enrol(&base)
        try made.noteTablet()
        try await KeyListPublication(backEnd.installation, of: own, into: layout.published).publish()
        // So that the machine's page can check stamps before it is first connected, and knows whom to believe then.
        try machine.published.copy(layout.published)
        try NewMachineConfiguration(guide: guide, name: guideName).write(in: machine)
        folder.end()
        made.end()
        return installation.machine
    }

    /// What stands before the codes of a new installation's stamps; one that is there keeps its own.
    private func prefix() throws(DutyFailure) -> VerifyPrefix {
        let prefix: VerifyPrefix =
            if let stampPrefix { try VerifyPrefix(stampPrefix) } else { try .ofLocalPage(port: LocalPlaces.pagePort()) }
        if (try? InstallationIdentity.settled(in: layout))?.verifyPrefix != prefix {
            try NewStampPrefix.require(prefix, demonstration: true)
        }
        return prefix
    }
}
