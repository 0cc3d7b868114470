import DutyModel
import Foundation
import Signing
import Testing

@testable import Printing

@Suite struct QRImageReaderTests {
    private func refusal(of png: [UInt8]) -> DutyFailure? {
        do {
            _ = try QRImageReader().stampCode(inPNG: png)
            return nil
        } catch {
            return error
        }
    }

    /// A picture with these QR codes side by side.
    private func picture(of texts: [String]) throws -> [UInt8] {
        let symbols = try texts.map { try QRSymbol(alphanumeric: $0) }
        return try CairoSurface.png(width: Double(texts.count) * 130, height: 130, pixelsPerInch: 150) { canvas in
            for (place, symbol) in symbols.enumerated() {
                canvas.draw(symbol, x: Double(place) * 130 + 4, y: 4, module: 1.92)
            }
        }
    }

    @Test func otherQRCodesOnTheSheetArePassedOver() throws {
        let code = try SampleImpression().code
        let png = try picture(of: ["HTTPS://EXAMPLE.ORG/", code, code])
        #expect(try QRImageReader().stampCode(inPNG: png) == code)
    }

    @Test func twoStampsInOnePictureAreRefused() throws {
        let codes = try [SampleImpression().code, SampleImpression(value: .rupees(1)).code]
        #expect(refusal(of: try picture(of: codes))?.code == .imageUnreadable)
    }

    @Test func pictureWithoutAStampCodeIsRefused() throws {
        #expect(refusal(of: try picture(of: ["HTTPS://EXAMPLE.ORG/"]))?.message.contains("not a stamp code") == true)
        let blank = try CairoSurface.png(width: 100, height: 100, pixelsPerInch: 72) { _ in }
        #expect(refusal(of: blank)?.message.contains("No QR code") == true)
    }

    @Test func everyCutOfAPictureIsRefused() throws {
        let png = try picture(of: [SampleImpression().code])
        for length in stride(from: 0, to: png.count - 12, by: 97) {
            #expect(refusal(of: Array(png.prefix(length)))?.code == .imageUnreadable, "\(length)")
        }
    }

    /// Damage may leave a picture that still reads; it must never stop the program or read as something else.
    @Test func damagedPictureIsRefusedOrReadsTheSame() throws {
        let code = try SampleImpression().code
        let png = try picture(of: [code])
        var numbers = SeededNumbers(state: 41)
        for _ in 0..<150 {
            var damaged = png
            for _ in 0..<Int.random(in: 1...4, using: &numbers) {
                damaged[Int.random(in: 8..<png.count, using: &numbers)] = .random(in: 0...255, using: &numbers)
            }
            if let read = try? QRImageReader().stampCode(inPNG: damaged) { #expect(read == code) }
        }
    }

    @Test func fileThatIsNoPNGIsRefused() {
        for bytes in [[], Array("GIF89a".utf8), Array(repeating: 0, count: 4096), [0x89, 0x50, 0x4E, 0x47]] {
            #expect(refusal(of: bytes)?.code == .imageUnreadable)
        }
    }

    @Test(arguments: [(1, 1), (1, 3_000), (3_000, 1), (2, 2), (7, 20_000), (40, 33)])
    func pictureOfAnyShapeIsSearched(width: Int, height: Int) throws {
        let png = try CairoSurface.png(width: Double(width), height: Double(height), pixelsPerInch: 72) { canvas in
            canvas.fill(Box(x: 0, y: 0, width: 1, height: 1), .black)
        }
        #expect(refusal(of: png)?.code == .imageUnreadable)
    }

    /// Smears over a code: error correction gives back the same text, or there is none.
    @Test func smearedCodeReadsTheSameOrNotAtAll() throws {
        let code = try SampleImpression().code
        let symbol = try QRSymbol(alphanumeric: code)
        var numbers = SeededNumbers(state: 7)
        var (read, unread) = (0, 0)
        for smears in 0..<40 {
            let boxes = (0..<smears).map { _ in
                Box(
                    x: .random(in: 0...100, using: &numbers), y: .random(in: 0...100, using: &numbers), width: 6,
                    height: 4)
            }
            let png = try CairoSurface.png(width: 110, height: 110, pixelsPerInch: 150) { canvas in
                canvas.draw(symbol, x: 4, y: 4, module: 1.92)
                for (place, box) in boxes.enumerated() { canvas.fill(box, place.isMultiple(of: 2) ? .black : .white) }
            }
            if let text = try? QRImageReader().stampCode(inPNG: png) {
                #expect(text == code)
                read += 1
            } else {
                unread += 1
            }
        }
        #expect(read > 0 && unread > 0)
    }

    /// A header that promises 100,000 × 100,000 pixels is refused before anything is unpacked.
    @Test func pictureThatUnpacksToTooManyPixelsIsRefused() throws {
        var png = try picture(of: [SampleImpression().code])
        png.replaceSubrange(16..<24, with: [0, 1, 0x86, 0xA0, 0, 1, 0x86, 0xA0])
        #expect(refusal(of: png)?.message.contains("100000 × 100000") == true)
    }

    @Test func limitsAreReadBeforeThePicture() throws {
        let png = try picture(of: [SampleImpression().code])
        for limits in [PNGRaster.Limits(mostBytes: png.count - 1), PNGRaster.Limits(mostPixels: 1_000)] {
            #expect(throws: DutyFailure(.imageUnreadable, "")) { try PNGRaster.open(png: png, limits: limits) { _ in } }
        }
    }

    /// A code with transparent light modules, as a page or a drawing program may save it.
    @Test func transparentPartsCountAsPaper() throws {
        let code = try SampleImpression().code
        try OutsideTool.withFolder { folder in
            let pdf = try ImpressionPrinter().pdf(SampleImpression(demonstration: false).face)
            try Data(pdf).write(to: folder.appendingPathComponent("stamp.pdf"))
            let arguments = [
                "-png", "-transp", "-r", "150", "-singlefile", folder.path + "/stamp.pdf", folder.path + "/s.png",
            ]
            try #require(try OutsideTool.run("pdftocairo", arguments).status == 0)
            let file = try #require(
                try FileManager.default.contentsOfDirectory(atPath: folder.path).first { $0.hasPrefix("s.") })
            let png = [UInt8](try Data(contentsOf: folder.appendingPathComponent(file)))
            #expect(try QRImageReader().stampCode(inPNG: png) == code)
        }
    }
}

/// Numbers that are the same in every run (SplitMix64, public domain by S. Vigna).
struct SeededNumbers: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
