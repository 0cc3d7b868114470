import DutyModel
import Signing

/// Draws one impression onto a canvas.
struct ImpressionDrawing {
    let face: ImpressionFace
    /// The code to be printed; nil on a specimen.
    let symbol: QRSymbol?
    let layout: ImpressionLayout
    let canvas: CairoCanvas

    /// Draws all parts; on a specimen the mark lies over everything.
    func draw() {
        drawHeader()
        drawValue()
        drawFacts()
        drawCheck()
        drawFooter()
        canvas.stroke(layout.frame, .franking, width: 8 * ImpressionLayout.pixel)
        if face.isSpecimen { drawSpecimenMark() }
    }

    private func drawHeader() {
        let box = layout.header
        let names = StateNames(of: face.record.state)
        canvas.fill(box, .franking)
        let title = [names.local, names.english.uppercased()].compactMap(\.self).joined(separator: "   ")
        canvas.write(
            title, TextStyle(family: .serif, size: 16, bold: true, ink: .white), x: box.x + 10, y: box.y,
            width: box.width - 118, within: box.height, leastSize: 8)
        canvas.write(
            "STAMP DUTY", TextStyle(size: 13, bold: true, ink: .white), x: box.x + box.width - 110, y: box.y,
            width: 100, alignment: .trailing, within: face.printedAgain ? box.height - 9 : box.height)
        guard face.printedAgain else { return }
        canvas.write(
            "Printed once more", TextStyle(size: 7, bold: true, ink: .white), x: box.x + box.width - 110,
            y: box.y + box.height - 12, width: 100, alignment: .trailing, within: 10)
    }

    private func drawValue() {
        let box = layout.facts
        canvas.write(
            face.record.value.rupeeText, TextStyle(family: .serif, size: 33, bold: true),
            x: box.x + 10, y: box.y + 2, width: box.width - 14, within: 42, leastSize: 12)
        canvas.write(
            words, TextStyle(size: 8.5, italic: true), x: box.x + 10, y: box.y + 43, width: box.width - 14, lines: 2,
            within: 27)
        canvas.rule(
            from: (box.x + 10, box.y + 72), to: (box.x + box.width - 4, box.y + 72),
            .franking, width: 2 * ImpressionLayout.pixel)
    }

    private var words: String {
        switch face.kind {
        case .valid: face.record.value.inWords
        case .specimen(let reason): "No value. \(reason)"
        }
    }

    private func drawFacts() {
        let left = layout.facts.x + 10
        let width = layout.facts.width - 10
        let rows = [77.0, 103, 129].map { layout.facts.y + $0 }
        let article = "Article \(face.record.article)" + (face.articleTitle.map { " · \($0)" } ?? "")
        fact("DATE AND TIME (UTC+05:30)", face.record.time.indianTimeText, x: left, y: rows[0], width: 118)
        fact("PSD", face.record.psdKey.description, x: left + 118, y: rows[0], width: 70)
        fact(
            "ITEM NO.", face.isSpecimen ? "none" : "\(face.record.counter)", x: left + 188, y: rows[0],
            width: width - 188)
        fact("INSTRUMENT", article, x: left, y: rows[1], width: width)
        // Down to this size the longest licence and machine number, 32 wide letters, stand there whole.
        fact("LICENCE", face.machine.licence.text, x: left, y: rows[2], width: 118, leastSize: 3.5)
        fact("MACHINE", face.machine.serial.text, x: left + 118, y: rows[2], width: width - 118, leastSize: 3.5)
    }

    private func fact(_ label: String, _ text: String, x: Double, y: Double, width: Double, leastSize: Double = 5) {
        canvas.write(label, TextStyle(size: 5.5, bold: true, ink: .franking), x: x, y: y, width: width)
        canvas.write(
            text, TextStyle(size: 9, bold: true), x: x, y: y + 7, width: width - 4, within: 13, leastSize: leastSize)
    }

    private func drawCheck() {
        let box = layout.check
        guard let symbol, case .valid(let code) = face.kind else { return drawEmptyCheck() }
        let module = ImpressionLayout.module
        let side = Double(symbol.side + 2 * QRSymbol.quietModules) * module
        let margin = ((box.width - side) / 2 / ImpressionLayout.pixel).rounded() * ImpressionLayout.pixel
        let top = box.y + 2 * ImpressionLayout.pixel
        canvas.draw(symbol, x: box.x + margin, y: top, module: module)
        let advice = canvas.write(
            "Scan, then compare value, date and instrument with what the check shows.",
            TextStyle(size: 6.5, bold: true),
            x: box.x + 3, y: top + side - 2, width: box.width - 6, alignment: .centre, lines: 3)
        // A code can lead anywhere; the reader is told where its check counts, and to look whether that is where it led.
        let address = code.lastIndex(of: "/").flatMap { try? VerifyPrefix(code[...$0]) }?.readableAddress ?? ""
        let place = top + side + advice - 1
        let warning = canvas.write(
            "The check counts only at this address; compare it too:", TextStyle(size: 5.5), x: box.x + 3, y: place,
            width: box.width - 6, alignment: .centre, lines: 2)
        canvas.write(
            address, TextStyle(size: 6), x: box.x + 3, y: place + warning - 0.5, width: box.width - 6,
            alignment: .centre, lines: 2, leastSize: 4.5)
    }

    /// Where a stamp has its code, a specimen says that it has none.
    private func drawEmptyCheck() {
        let box = layout.check
        let area = Box(x: box.x + 6.72, y: box.y + 9.12, width: 87.36, height: 87.36)
        canvas.stroke(area, .franking, width: 0.72, dashes: [3, 3])
        canvas.write(
            "NO CODE", TextStyle(size: 10, bold: true, ink: .franking), x: area.x, y: area.y, width: area.width,
            alignment: .centre, within: area.height)
        canvas.write(
            "A specimen shows how a stamp looks and pays nothing.", TextStyle(size: 6.5, bold: true),
            x: box.x + 3, y: area.y + area.height + 5, width: box.width - 6, alignment: .centre, lines: 3)
    }

    private func drawFooter() {
        guard face.machine.demonstration else { return }
        let box = layout.footer
        canvas.fill(box, .black)
        canvas.write(
            "DEMONSTRATION · not a valid stamp · pays no duty",
            TextStyle(size: 9, bold: true, ink: .white),
            x: box.x, y: box.y + 1.6, width: box.width, alignment: .centre)
    }

    private func drawSpecimenMark() {
        canvas.turned(by: -0.36, in: layout.frame) {
            canvas.write(
                "SPECIMEN — NOT VALID", TextStyle(size: 34, bold: true, ink: .franking.thinned(to: 0.5)),
                x: -165, y: -24, width: 330, alignment: .centre, within: 48)
        }
    }
}
