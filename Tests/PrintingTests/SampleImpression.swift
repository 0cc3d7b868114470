import DutyModel
import Exchanges
import Signing
import Testing

@testable import Printing

/// An impression with a fixed key, as a machine would have made it.
struct SampleImpression {
    let stamp: SignedStamp
    let publicKey: PublicKeyBytes
    let face: ImpressionFace
    let code: String

    init(
        value: Paise = Paise(2_62_500_50), article: String = "5(h)(B)", title: String? = "Agreement",
        state: String = "MH", prefix: String = "HTTP://127.0.0.1:8700/V/", machine: String = "B700-000042",
        licence: String = "MH-FR-000317", demonstration: Bool = true, specimen: String? = nil,
        printedAgain: Bool = false
    ) throws {
        let signer = try #require(Ed25519Signer(seed: Array(repeating: 7, count: 32)))
        let record = StampRecord(
            psdKey: try PSDKeyID("P00000042-1"), counter: 1_234, value: value, time: Timestamp(1_795_500_000),
            state: try StateCode(state), article: try Article(article))
        publicKey = signer.publicKey
        stamp = SignedStamp(record: record, signature: try signer.sign(record.signedForm))
        code = try StampCode.encode(stamp, prefix: VerifyPrefix(prefix))
        let machine = ImpressionFace.Machine(
            serial: try MachineSerial(machine), licence: try LicenceNumber(licence), demonstration: demonstration)
        if let specimen {
            face = .specimen(
                reason: specimen, psdKey: record.psdKey, time: record.time, state: record.state,
                article: record.article, articleTitle: title, machine: machine)
        } else {
            face = try .stamp(
                stamp, by: signer.publicKey, prefix: VerifyPrefix(prefix), articleTitle: title, machine: machine,
                printedAgain: printedAgain)
        }
    }
}
