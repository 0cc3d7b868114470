import DutyModel
import Signing

extension VerifyOutcome {
    /// What a person reads on standard output; empty where nothing was proven.
    var text: String {
        guard let proven, let keyList, let age else { return "" }
        let record = proven.stamp.record
        let verdict = proven.remarks.isEmpty ? "Genuine." : "Genuine, but:"
        var lines = [verdict] + proven.remarks.map(\.sentence)
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
        lines.append(age.sentence(version: keyList.list.version))
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
        // A machine that was licensed since is unknown to an old list.
        let warning = age?.warning.map { "\($0)\n" } ?? ""
        return "\(verdict) \(failure)\n\(warning)"
    }
}
