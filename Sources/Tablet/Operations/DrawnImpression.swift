import DutyModel
import Exchanges
import Foundation

/// A drawing of an impression on its way to paper. It has begun; that it arrived is for whoever receives it to say.
public struct DrawnImpression: Hashable, Sendable, Codable {
    /// The item number of the impression.
    public var counter: UInt32
    /// Which of its two drawings this is.
    public var number: DrawingNumber
    /// The form of the file: the one asked for, or the one in which the drawing began before.
    public var format: PrintFormat
    /// The file.
    public var file: Data
    /// Whether the same drawing had begun before, so that this is it once more, under its number.
    public var isSentAgain: Bool
}
