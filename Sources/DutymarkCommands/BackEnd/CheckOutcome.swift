import BackEnd
import DutyModel
import Foundation

/// What a check of the books says to who asked for it.
struct CheckOutcome {
    let path: String
    let report: CheckReport
    /// How the publication of the key list stands.
    let publication: PublicationRecord
    /// Certificates of service keys that end soon; nil where none does.
    let endingKeys: EndingServiceKeys?
    /// Whether answers were judged by the installation's own key; else by those in the authorisations.
    let keysFromInstallation: Bool
    let duration: Duration

    /// More than these are in the JSON.
    private static let findingsShown = 20

    /// The verdict on the first line, then the findings.
    var text: String {
        let counted =
            "\(report.operations) bookings of \(report.customers) customers, \(report.devices) devices, "
            + "\(report.usageRecords) usage records and \(report.signatures) signatures in \(seconds) s"
        let count = report.findingCount
        let verdict = count == 0 ? "The books hold" : "The books do not hold: \(count) findings"
        var lines = ["\(verdict); checked \(counted)."]
        lines += report.findings.prefix(Self.findingsShown).map(\.line)
        if report.findingCount > Self.findingsShown {
            lines.append("… and \(report.findingCount - Self.findingsShown) more; --json names them.")
        }
        if !keysFromInstallation {
            lines.append(
                "Answers were judged by the keys in the devices' authorisations; --data judges by the installation's.")
        }
        if let endingKeys {
            lines += endingKeys.details.map { "[\(FailureCode.serviceKeyEnding.rawValue)] \($0)" }
            lines.append(FailureCode.serviceKeyEnding.usualRemedy)
        }
        return (lines + [publicationLine]).joined(separator: "\n")
    }

    private var publicationLine: String {
        if let since = publication.failingSince {
            return
                "[\(FailureCode.keyListUnpublished.rawValue)] Since \(since), \(publication.failures) tries to publish "
                + "the key list have failed; readers don't see what changed since. \(publication.failure)"
        }
        guard let published = publication.publishedAt else { return "No key list has been published yet." }
        return "Version \(publication.version) of the key list was in its place at \(published)."
    }

    /// Everything, for a program.
    var json: JSONObject {
        let keyList: JSONObject = [
            "version": publication.version, "publishedAt": publication.publishedAt?.description,
            "failingSince": publication.failingSince?.description, "failures": publication.failures,
            "failure": publication.failure,
        ]
        return [
            "database": path, "good": report.findingCount == 0, "findingCount": report.findingCount,
            "findings": report.findings, "keys": keysFromInstallation ? "installation" : "authorisations",
            "customers": report.customers, "operations": report.operations, "devices": report.devices,
            "usageRecords": report.usageRecords, "signatures": report.signatures, "seconds": seconds,
            "keyList": keyList, "endingKeys": endingKeys?.details ?? [],
        ]
    }

    private var seconds: String {
        let milliseconds = duration.wholeMilliseconds
        let rest = "\(milliseconds % 1000)"
        return "\(milliseconds / 1000).\(String(repeating: "0", count: 3 - rest.count))\(rest)"
    }
}
