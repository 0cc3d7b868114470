import BackEnd
import DutyModel
import Foundation
import LocalSystem

/// Everything in one data folder, whole and enrolled; nothing listens yet.
struct OpenedSystem {
    let folder: KeptFolder
    let installation: InstallationIdentity
    let backEnd: OpenedBackEnd
    let base: OpenedBase
    let tablet: OpenedTablet

    /// Opens back end, base and tablet. What was never made is made, what can be made again without harm is made again,
    /// and what was lost otherwise is told.
    ///
    /// - Parameters:
    ///   - pagePort: the port of the page; a new installation puts its address before the codes of its stamps.
    ///   - say: is told what is done next.
    init(_ kept: KeptFolder, pagePort: UInt16, say: (String) -> Void = { _ in }) async throws(DutyFailure) {
        let layout = kept.layout
        var folder = kept
        installation = try folder.installation { () throws(DutyFailure) in
            try .demonstration(prefix: .ofLocalPage(port: pagePort))
        }
        try Self.settlePorts(layout)
        say("Opening the back end …")
        backEnd = try await OpenedBackEnd(&folder, of: installation)
        say("Opening the machine …")
        var base = try OpenedBase(&folder, installation: installation)
        if folder.record.tablet, try !FilePresence.isThere(layout.tablet) {
            say("The tablet's folder is missing; it is made again from the base and the back end.")
        }
        try await MachineEnrolment(backEnd: backEnd.installation, installation: installation, layout: layout)
            .enrol(&base)
        try folder.noteTablet()
        tablet = try await OpenedTablet(layout, installation: installation)
        self.base = base
        self.folder = folder
    }

    private static func settlePorts(_ layout: FolderLayout) throws(DutyFailure) {
        var book = try PortBook.readOrBegin(layout.ports)
        try book.settle(try LocalPlaces.portKeys(), at: layout.ports)
    }
}
