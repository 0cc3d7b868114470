import DutyModel
import Signing
import Tablet
import VerifyHTTP

/// Judges what a machine's own page is asked: whether the machine made the stamp, by its own records.
///
/// A machine is not the one to say that its stamps count, and it knows nothing of other machines' and of what became of a
/// stamp since.
struct OwnPrintJudge: Sendable {
    /// What stands before the codes of the machine's stamps.
    let prefix: VerifyPrefix
    /// The machine's own record of an impression; nil where it holds none.
    let impression: @Sendable (UInt32) async throws(DutyFailure) -> ImpressionSummary?
    /// Who the machine is; nil where it has no licence.
    let identity: @Sendable () async -> MachineIdentitySummary?

    /// A page that asks this judge. The published page is named unless it would be this one.
    func routes(at place: PagePlace) throws(DutyFailure) -> VerifyRoutes {
        let isThisPage = prefix.hostName == place.address
        return try VerifyRoutes(.ownPrints(countsAt: isThisPage ? nil : prefix.readableAddress)) { await answer($0) }
    }

    /// The answer for a code, with or without its prefix.
    func answer(_ text: String) async -> VerifyAnswer {
        let code = text.contains("/") ? text : prefix.text + text
        do throws(DutyFailure) {
            let counter = try StampCode.decode(code, prefixes: [prefix]).record.counter
            // The code is signed and has one form only: where it is the same, so is the stamp.
            guard let held = try await impression(counter), held.code == code, let machine = await identity() else {
                return Self.unknown
            }
            let fate = held.print?.state == .spoiled ? "Its print was declared spoiled here." : ""
            return VerifyAnswer(
                verdict: .ownPrint,
                contents: VerifiedContents(stamp: held.stamp, machine: machine.machine, licence: machine.licence),
                reason: ([fate] + (machine.demonstration ? ["It pays no duty: the system is a demonstration."] : []))
                    .filter { !$0.isEmpty }.joined(separator: " "))
        } catch {
            switch error.code {
            case .codeMalformed, .codeNotCanonical: return VerifyAnswer(error)
            case .codePrefixForeign: return Self.unknown
            default: return VerifyAnswer(noKeyList: error)
            }
        }
    }

    private static var unknown: VerifyAnswer {
        VerifyAnswer(
            verdict: .notOwnPrint, contents: nil,
            reason: "Another machine may have made it, or this one no longer keeps its record.")
    }
}

extension OwnPrintJudge {
    /// A judge by the records of this machine.
    init(of machine: any MachineOperations, prefix: VerifyPrefix) {
        self.init(
            prefix: prefix,
            impression: { (counter) async throws(DutyFailure) in try await machine.impression(counter) },
            identity: { await machine.snapshot().identity })
    }
}
