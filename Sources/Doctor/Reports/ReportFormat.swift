import DutyModel

/// The forms in which a report can be written.
public enum ReportFormat: String, Hashable, Sendable, CaseIterable {
    /// For a person at a terminal.
    case text
    /// The whole report; `docs/doctor-report.schema.json` has the form.
    case json
    /// Test results, for build servers.
    case junit
    /// Results of an analysis (SARIF 2.1.0).
    case sarif
    /// One line with performance data, for Nagios and its like.
    case nagios
    /// A text file for the node exporter of Prometheus.
    case prometheus
    /// One page for a ticket, which needs no other file.
    case html
    /// A ticket in Markdown: what to open, for whom and why, and how to see that it is done.
    case markdown
    /// The rules that mend what was found, for a firewall of nftables.
    case nftables
    /// The same for squid.
    case squid
    /// The same for dnsmasq.
    case dnsmasq

    /// The report in this form.
    public func text(_ report: Report, style: TextStyle = TextStyle()) throws(DutyFailure) -> String {
        switch self {
        case .text: TextReport(report: report, style: style).text
        case .json: try JSONReport.text(report)
        case .junit: JUnitReport.text(report)
        case .sarif: try SARIFReport.text(report)
        case .nagios: NagiosReport.text(report)
        case .prometheus: PrometheusReport.text(report)
        case .html: HTMLReport.text(report)
        case .markdown: TicketReport(report: report).text
        case .nftables: CureReport.text(report, .nftables)
        case .squid: CureReport.text(report, .squid)
        case .dnsmasq: CureReport.text(report, .dnsmasq)
        }
    }
}

/// How the text for a terminal looks.
public struct TextStyle: Hashable, Sendable {
    /// Whether colours may be used.
    public var hasColours: Bool
    /// Whether everything is told, or only what matters first.
    public var isVerbose: Bool

    /// A style; plain and short unless told otherwise.
    public init(hasColours: Bool = false, isVerbose: Bool = false) {
        self.hasColours = hasColours
        self.isVerbose = isVerbose
    }
}
