import DutyModel

/// The file a print is drawn into.
public enum PrintFormat: String, Hashable, Sendable, Codable, CaseIterable {
    /// A page in PDF.
    case pdf
    /// A picture in PNG, 300 dots an inch.
    case png

    /// The most bytes of one drawing, in either form. A drawing is some tens of kilobytes; what is larger is refused before
    /// it begins, so that whoever sets room aside for one beforehand has enough.
    public static let mostBytes = 512 << 10
}

extension PrintFormat: Word {
    @usableFromInline package static var schemaType: (name: String, meaning: String) {
        ("printFormat", "The form of a drawing.")
    }
}
