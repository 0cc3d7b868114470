/// Findings that are known by signs of their own and follow from another all the same, whichever is found first.
enum Consequences {
    /// Until somebody logs in, a login page answers names, questions and pages in its own way.
    private static let followFrom: [FindingCode: Set<FindingCode>] = [
        .captivePortal: [.dnsRewritten, .dnsIntercepted, .clockWrong]
    ]

    /// The findings, each hanging on what it follows from.
    static func linked(_ findings: [Finding]) -> [Finding] {
        findings.map { finding in
            var linked = finding
            let causes = findings.map(\.code).filter { followFrom[$0]?.contains(finding.code) == true }
            for cause in causes where !linked.dependsOn.contains(cause) { linked.dependsOn.append(cause) }
            return linked
        }
    }
}
