import DutyModel
import LocalSystem

/// How the publication of the key list stands, as node_exporter's textfile collector reads it (the Prometheus text
/// format).
struct PublicationMetrics {
    let record: PublicationRecord
    /// When the newest list was signed; nil where none was.
    let issuedAt: Timestamp?

    /// Writes the figures; the file is replaced atomically. Throws what `AtomicFile.write` throws.
    func write(to path: String) throws(DutyFailure) {
        try AtomicFile.write(Array(text.utf8), to: path, mode: 0o644)
    }

    var text: String {
        [
            gauge("version", "Version of the newest signed key list.", "\(record.version)"),
            gauge("signed_timestamp_seconds", "When the newest key list was signed.", "\(issuedAt?.seconds ?? 0)"),
            gauge(
                "published_timestamp_seconds", "When the key list was last found or put where readers look.",
                "\(record.publishedAt?.seconds ?? 0)"),
            gauge("publication_failures", "Tries to publish that have failed in a row.", "\(record.failures)"),
        ].joined()
    }

    private func gauge(_ name: String, _ help: String, _ value: String) -> String {
        let whole = "dutymark_key_list_\(name)"
        return "# HELP \(whole) \(help)\n# TYPE \(whole) gauge\n\(whole) \(value)\n"
    }
}
