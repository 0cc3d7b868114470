import DutyModel
import Signing

extension VerifyOutcome {
    /// What a person reads on standard output; empty where nothing was proven.
    var text: String {
        guard let proven, let keyList else { return "" }
        let record = proven.stamp.record
        let verdict = proven.remark == nil ? "Genuine." : "Genuine, but:"
        var lines = [verdict]
        if let remark = proven.remark { lines.append(remark.sentence) }
        if keyList.list.demonstration { lines.append("This is a stamp of a demonstration system and pays no duty.") }
        lines.append("")
        let rows = [
            ("Value", record.value.rupeeText), ("", record.value.inWords),
            ("Date and time", record.time.indianTimeText), ("", "\(record.time)"),
            ("Instrument", "Article \(record.article)"), ("State", record.state.letters),
            ("Machine", proven.entry.machine.text), ("Licence", proven.entry.licence.text),
            ("PSD", record.psdKey.description), ("Item number", "\(record.counter)"),
        ]
        for (label, value) in rows {
            lines.append("  " + label + String(repeating: " ", count: 15 - label.count) + value)
        }
        lines.append("")
        lines.append("Compare value, date and instrument with the paper: a copied code stands on another one.")
        lines.append("Checked with version \(keyList.list.version) of the key list, of \(keyList.list.issuedAt).")
        if !keyList.publisherPinned {
            lines.append("Nothing but the list itself vouches for its publisher’s key \(keyList.list.publisher).")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// What a person reads on standard error: why, what to do, the code.
    var failureText: String {
        guard let failure else { return "" }
        let verdict =
            switch finding {
            case .judged: "Not proven genuine."
            case .noKeyList: "Cannot tell."
            }
        return "\(verdict) \(failure)\n"
    }
}
