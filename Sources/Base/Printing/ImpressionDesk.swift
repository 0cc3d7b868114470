import DutyModel
import Exchanges
import Printing
import SecurityDevice
import Signing

/// Draws impressions from the device's own records. A stamp comes only from a record that the device signed, and
/// it signs only in the state *valid*; all else that is drawn is a specimen.
public struct ImpressionDesk: Sendable {
    private let prefix: VerifyPrefix
    private let demonstration: Bool
    private let titles: @Sendable (StateCode, Article) -> String?
    private let printer = ImpressionPrinter()

    /// A desk that prints codes with this prefix; `titles` names an article in the schedule's words. A print says that it is
    /// a demonstration's where the folder says so, and where the licence does.
    public init(
        prefix: VerifyPrefix, demonstration: Bool, titles: @escaping @Sendable (StateCode, Article) -> String?
    ) {
        self.prefix = prefix
        self.demonstration = demonstration
        self.titles = titles
    }

    /// Draws an impression that was debited. Drawing it once more shows the same stamp, with the same code byte for
    /// byte, and says that it was printed once more.
    ///
    /// - Throws: `signature_bad` where the record is not the device's own any more: print data is verified on
    ///   every use. `print_failed` where it can't be drawn, or has more bytes than `PrintFormat.mostBytes`.
    func impression(_ permitted: PermittedDrawing, _ format: PrintFormat) throws(DutyFailure) -> [UInt8] {
        let stamp = permitted.record.record.stamp
        guard permitted.licence.psdKey == stamp.record.psdKey else {
            throw DutyFailure(
                .printFailed, "Impression \(stamp.record.counter) was not made under the licence that is at hand.")
        }
        let face = try ImpressionFace.stamp(
            stamp, by: permitted.licence.psdPublicKey, prefix: prefix,
            articleTitle: titles(stamp.record.state, stamp.record.article), machine: machine(permitted.licence),
            printedAgain: permitted.isAgain)
        let file = try draw(face, format)
        guard file.count <= PrintFormat.mostBytes else {
            throw DutyFailure(
                .printFailed,
                "The drawing of impression \(stamp.record.counter) has \(file.count) bytes, more than the "
                    + "\(PrintFormat.mostBytes) that may leave the machine.")
        }
        return file
    }

    /// Draws a specimen: no value, no code, and the reason why.
    func specimen(_ status: DeviceStatus, _ format: PrintFormat) throws(DutyFailure) -> [UInt8] {
        guard let authorisation = status.authorisation else {
            throw DutyFailure(.psdStateRefuses, "The machine has no licence yet, so there is nothing to show.")
        }
        let article = try Article("4")
        let face = ImpressionFace.specimen(
            reason: status.lockMessage ?? "Printed to look at, not to use", psdKey: authorisation.psdKey,
            time: status.time, state: authorisation.state, article: article,
            articleTitle: titles(authorisation.state, article), machine: machine(authorisation))
        return try draw(face, format)
    }

    private func machine(_ authorisation: Authorisation) -> ImpressionFace.Machine {
        ImpressionFace.Machine(
            serial: authorisation.machine, licence: authorisation.licence,
            demonstration: demonstration || authorisation.demonstration == true)
    }

    private func draw(_ face: ImpressionFace, _ format: PrintFormat) throws(DutyFailure) -> [UInt8] {
        switch format {
        case .pdf: try printer.pdf(face)
        case .png: try printer.png(face)
        }
    }
}
