import BackEnd
import DutyModel
import Foundation
import LocalSystem

/// A data folder in whose lock a program makes what was never made, and notes it.
package struct KeptFolder {
    let layout: FolderLayout
    package private(set) var record: FolderRecord
    private let traces: FolderTraces
    private let lock: FolderLock

    /// Takes the folder, which is made where it is missing; a record that was lost begins anew with what is there.
    package init(taking layout: FolderLayout) throws(DutyFailure) {
        self.layout = layout
        lock = try layout.take()
        traces = try FolderTraces(in: layout)
        record = try FolderRecord.read(layout) ?? FolderRecord()
    }

    /// What was settled once. Where it was lost it is written again from the record; where there never was any it is
    /// made. Throws `data_missing` where parts are here and nothing says of which installation, and `data_foreign`.
    mutating func installation(
        _ make: () throws(DutyFailure) -> InstallationIdentity
    ) throws(DutyFailure) -> InstallationIdentity {
        let settled: InstallationIdentity
        if record.mayMake(.installation, beside: traces), try !FilePresence.isThere(layout.installation) {
            settled = try make()
        } else {
            settled = try InstallationIdentity.settled(in: layout)
        }
        // The record comes first: whichever of the two a crash leaves alone, the other is written from it.
        try note { $0.installation = settled }
        if (try? InstallationIdentity.read(layout.installation)) != settled {
            try settled.write(to: layout.installation)
        }
        return settled
    }

    /// What is known of the back end before it is opened.
    var backEnd: BackEndPresence { record.mayMake(.backEnd, beside: traces) ? .mayBeNew : .made(record.backEnd) }

    /// Whether there may never have been a security device in this base.
    var baseMayBeNew: Bool { record.mayMake(.base, beside: traces) }

    /// The back end is whole; durable when this returns, and before anything is done with it.
    package mutating func noteBackEnd(_ identity: BackEndIdentity) throws(DutyFailure) {
        try note { $0.backEnd = identity }
    }

    /// The base is whole; durable when this returns.
    mutating func noteBase() throws(DutyFailure) { try note { $0.base = true } }

    /// The tablet is enrolled; durable when this returns.
    mutating func noteTablet() throws(DutyFailure) { try note { $0.tablet = true } }

    /// Keeps every other process out until here.
    package func end() { withExtendedLifetime(lock) {} }

    private mutating func note(_ change: (inout FolderRecord) -> Void) throws(DutyFailure) {
        var changed = record
        change(&changed)
        let written = try FolderRecord.read(layout)
        guard changed != record || written != changed else { return }
        try changed.write(layout)
        record = changed
    }
}
