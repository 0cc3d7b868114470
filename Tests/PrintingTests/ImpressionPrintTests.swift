import DutyModel
import Exchanges
import Foundation
import Signing
import Testing

@testable import Printing

@Suite struct ImpressionPrintTests {
    @Test func otherProgramsReadTheCodeFromThePDF() throws {
        let sample = try SampleImpression()
        #expect(try OutsideTool.qrTexts(inPDF: ImpressionPrinter().pdf(sample.face)) == [sample.code])
    }

    @Test func ownReaderReadsTheCodeFromThePNG() throws {
        let sample = try SampleImpression(demonstration: false)
        let png = try ImpressionPrinter().png(sample.face)
        #expect(try QRImageReader().stampCode(inPNG: png) == sample.code)
    }

    @Test func longestCodeIsPrintedAndReadBack() throws {
        let prefix = "HTTPS://" + String(repeating: "A", count: 45) + "/"
        let sample = try SampleImpression(article: "5(h)(B)(iv)A", prefix: prefix)
        #expect(sample.code.utf8.count == StampCode.longestCharacters)
        #expect(try QRSymbol(alphanumeric: sample.code).side == 49)
        #expect(try OutsideTool.qrTexts(inPDF: ImpressionPrinter().pdf(sample.face)) == [sample.code])
    }

    @Test func pageShowsWhatTheCodeSays() throws {
        let sample = try SampleImpression()
        let text = try OutsideTool.text(ofPDF: ImpressionPrinter().pdf(sample.face))
        for part in [
            "₹2,62,500.50", "Rupees two lakh sixty-two thousand five hundred and fifty paise", "only",
            sample.face.record.time.indianTimeText, "MH-FR-000317", "B700-000042", "P00000042-1", "1234",
            "Article 5(h)(B) · Agreement", "MAHARASHTRA", "STAMP DUTY", "DEMONSTRATION", "http://127.0.0.1:8700/V/",
        ] { #expect(text.contains(part), "\(part) is missing in:\n\(text)") }
        #expect(!text.contains("SPECIMEN"))
    }

    @Test func readerIsToldWhereACheckCountsAndToCompareIt() throws {
        let sample = try SampleImpression(prefix: "HTTPS://VERIFY.EXAMPLE/V/")
        let text = try OutsideTool.text(ofPDF: ImpressionPrinter().pdf(sample.face))
        for part in ["The check counts only at", "compare it too:", "https://verify.example/V/"] {
            #expect(text.contains(part), "\(part) is missing in:\n\(text)")
        }
    }

    @Test func demonstrationLineStandsOnlyOnDemonstrations() throws {
        let text = try OutsideTool.text(ofPDF: ImpressionPrinter().pdf(SampleImpression(demonstration: false).face))
        #expect(!text.contains("DEMONSTRATION"))
    }

    @Test func secondSheetSaysThatItIsOneAndHasTheSameCode() throws {
        let (first, second) = (try SampleImpression(), try SampleImpression(printedAgain: true))
        #expect(try OutsideTool.text(ofPDF: ImpressionPrinter().pdf(second.face)).contains("Printed once more"))
        #expect(try !OutsideTool.text(ofPDF: ImpressionPrinter().pdf(first.face)).contains("once more"))
        #expect(try OutsideTool.qrTexts(inPDF: ImpressionPrinter().pdf(second.face)) == [first.code])
    }

    @Test func specimenSaysSoAndCarriesNeitherValueNorCode() throws {
        let sample = try SampleImpression(specimen: "The inspection is overdue.")
        let pdf = try ImpressionPrinter().pdf(sample.face)
        let text = try OutsideTool.text(ofPDF: pdf)
        #expect(text.contains("₹0.00"))
        #expect(text.contains("The inspection is overdue."))
        #expect(text.contains("NO CODE"))
        #expect(!text.contains("2,62,500") && !text.contains("1234"))
        #expect(try OutsideTool.qrTexts(inPDF: pdf).isEmpty)
        #expect(try QRImageReader().qrTexts(inPNG: ImpressionPrinter().png(sample.face)).isEmpty)
    }

    @Test func longestNumbersStandWhole() throws {
        let long = String(repeating: "W", count: 32)
        let sample = try SampleImpression(
            value: Paise(.max), title: String(repeating: "Agreement ", count: 40),
            prefix: "HTTPS://" + String(repeating: "A", count: 45) + "/", machine: long, licence: long)
        let text = try OutsideTool.text(ofPDF: ImpressionPrinter().pdf(sample.face))
        #expect(text.components(separatedBy: long).count == 3)
        #expect(text.contains("₹92,23,37,20,36,85,47,758.07"))
        #expect(text.filter { $0 == "a" }.count >= 45 && !text.contains("a-"))
    }

    @Test func markupInATitleIsPrintedAsItIs() throws {
        let text = try OutsideTool.text(ofPDF: ImpressionPrinter().pdf(SampleImpression(title: "<b>&amp;</b>").face))
        #expect(text.contains("<b>&amp;</b>"))
    }

    @Test func stampWhoseSignatureIsDamagedIsNotDrawn() throws {
        let sample = try SampleImpression()
        var damaged = sample.stamp.signature.bytes
        damaged[3] ^= 1
        let stamp = SignedStamp(record: sample.stamp.record, signature: SignatureBytes(unchecked: damaged))
        #expect(throws: DutyFailure(.signatureBad, "")) {
            try ImpressionFace.stamp(
                stamp, by: sample.publicKey, prefix: VerifyPrefix("HTTP://A/"), articleTitle: nil,
                machine: sample.face.machine)
        }
    }

    @Test func sameFaceGivesTheSameBytes() throws {
        let face = try SampleImpression().face
        #expect(try ImpressionPrinter().pdf(face) == ImpressionPrinter().pdf(face))
        #expect(try ImpressionPrinter().png(face) == ImpressionPrinter().png(face))
    }

    @Test(arguments: ["MH", "KA", "DL", "TN", "NL"])
    func everyStateIsNamed(state: String) throws {
        let sample = try SampleImpression(state: state)
        let text = try OutsideTool.text(ofPDF: ImpressionPrinter().pdf(sample.face))
        #expect(text.contains(StateNames(of: sample.face.record.state).english.uppercased()))
        #expect(try QRImageReader().stampCode(inPNG: ImpressionPrinter().png(sample.face)) == sample.code)
    }

    @Test(arguments: ["http://x", String(repeating: "A", count: 300), "", "A\u{0}B"])
    func textThatNoStampCodeHasIsRefused(text: String) throws {
        #expect(throws: DutyFailure(.printFailed, "")) { try QRSymbol(alphanumeric: text) }
    }
}
