/// The file a print is drawn into.
public enum PrintFormat: String, Hashable, Sendable, Codable, CaseIterable {
    /// A page in PDF.
    case pdf
    /// A picture in PNG, 300 dots an inch.
    case png
}
