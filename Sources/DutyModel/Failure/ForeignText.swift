/// A text that a person typed or another program sent, made fit for a sentence of ours.
public enum ForeignText {
    /// One line of visible characters: what isn't visible (control and format characters, line ends) shows as `�`, and
    /// what follows the `most` first ones as `…`.
    public static func shown(_ text: some StringProtocol, most: Int = 40) -> String {
        var line = String.UnicodeScalarView()
        var scalars = text.unicodeScalars.makeIterator()
        while let scalar = scalars.next() {
            guard line.count < most else {
                line.append("…")
                break
            }
            line.append(isVisible(scalar) ? scalar : "\u{FFFD}")
        }
        return String(line)
    }

    private static func isVisible(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: false
        default: true
        }
    }
}
