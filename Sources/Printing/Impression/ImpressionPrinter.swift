import DutyModel

/// Makes the files of an impression. The same face always gives the same bytes.
public struct ImpressionPrinter: Sendable {
    /// A printer; it holds nothing.
    public init() {}

    /// An A4 page with the impression at the top right, where the first page of an instrument is franked.
    ///
    /// - Throws: `print_failed`.
    public func pdf(_ face: ImpressionFace) throws(DutyFailure) -> [UInt8] {
        let symbol = try symbol(of: face)
        let pixel = ImpressionLayout.pixel
        // A4 rounded to whole pixels at 300 dpi, so that the page rasterises without a blurred edge.
        let (width, height) = (2480 * pixel, 3508 * pixel)
        let layout = ImpressionLayout(
            x: width - 1618 * pixel, y: 118 * pixel, demonstration: face.machine.demonstration)
        let facts = PDFFacts(title: title(of: face), time: face.record.time)
        return try CairoSurface.pdf(width: width, height: height, facts: facts) { canvas in
            ImpressionDrawing(face: face, symbol: symbol, layout: layout, canvas: canvas).draw()
        }
    }

    /// The impression alone, with a white margin, at 300 dpi.
    ///
    /// - Throws: `print_failed`.
    public func png(_ face: ImpressionFace) throws(DutyFailure) -> [UInt8] {
        let symbol = try symbol(of: face)
        let margin = 30 * ImpressionLayout.pixel
        let layout = ImpressionLayout(x: margin, y: margin, demonstration: face.machine.demonstration)
        let frame = layout.frame.inset(by: -margin)
        return try CairoSurface.png(width: frame.width, height: frame.height, pixelsPerInch: 300) { canvas in
            ImpressionDrawing(face: face, symbol: symbol, layout: layout, canvas: canvas).draw()
        }
    }

    private func symbol(of face: ImpressionFace) throws(DutyFailure) -> QRSymbol? {
        guard case .valid(let code) = face.kind else { return nil }
        return try QRSymbol(alphanumeric: code)
    }

    private func title(of face: ImpressionFace) -> String {
        let name = "\(face.record.psdKey) no. \(face.record.counter)"
        return face.isSpecimen
            ? "Stamp duty: specimen, not valid" : "Stamp duty \(face.record.value.rupeeText), \(name)"
    }
}
