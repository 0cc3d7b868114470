import CQREncode
import DutyModel

/// The modules of a QR code, dark or light, without its quiet zone.
public struct QRSymbol: Hashable, Sendable {
    /// The largest version a stamp code needs: 49 × 49 modules.
    public static let largestVersion: Int32 = 8
    /// The light modules that must surround the code (ISO/IEC 18004, 6.3.8).
    public static let quietModules = 4

    /// Modules along one side.
    public let side: Int
    private let dark: [Bool]

    /// Whether the module of this row and column is dark; both from 0 at the top left.
    public func isDark(row: Int, column: Int) -> Bool { dark[row * side + column] }

    /// The code of this text in alphanumeric mode, error correction level M, in the smallest version.
    ///
    /// - Throws: `print_failed` for a text that needs more than version 8, is empty, or holds a character
    ///   outside the QR alphanumeric set.
    public init(alphanumeric text: String) throws(DutyFailure) {
        func failed(_ why: String) -> DutyFailure { DutyFailure(.printFailed, "The QR code cannot be made: \(why).") }
        guard let input = QRinput_new2(0, QR_ECLEVEL_M) else { throw failed("no memory") }
        defer { QRinput_free(input) }
        let bytes = Array(text.utf8)
        guard !bytes.isEmpty, bytes.count <= 4_296, QRinput_append(input, QR_MODE_AN, Int32(bytes.count), bytes) == 0
        else { throw failed("the text does not fit") }
        guard let code = QRcode_encodeInput(input) else { throw failed("the text does not fit") }
        defer { QRcode_free(code) }
        guard code.pointee.version <= Self.largestVersion, let modules = code.pointee.data else {
            throw failed("the text needs version \(code.pointee.version), more than \(Self.largestVersion)")
        }
        let side = Int(code.pointee.width)
        self.side = side
        dark = (0..<side * side).map { modules[$0] & 1 == 1 }
    }
}
