import DutyModel
import Exchanges
import Signing

/// Everything an impression shows.
public struct ImpressionFace: Hashable, Sendable {
    /// Whether this is a stamp or a specimen of one.
    public enum Kind: Hashable, Sendable {
        /// A debited impression with its signed code.
        case valid(code: String)
        /// No stamp: no value, no code; why, in a sentence for the reader.
        case specimen(reason: String)
    }

    /// Who prints, and on what terms.
    public struct Machine: Hashable, Sendable {
        /// The number on its plate.
        public let serial: MachineSerial
        /// The licence under which it franks.
        public let licence: LicenceNumber
        /// Whether its system is a demonstration; every print of one says so.
        public let demonstration: Bool

        /// A machine with these facts.
        public init(serial: MachineSerial, licence: LicenceNumber, demonstration: Bool) {
            self.serial = serial
            self.licence = licence
            self.demonstration = demonstration
        }
    }

    /// The impression; of a specimen, value and item number are zero.
    public let record: StampRecord
    /// What the state's schedule calls the article, such as “Affidavit”; nil where it is not known.
    public let articleTitle: String?
    /// The machine.
    public let machine: Machine
    /// Stamp or specimen.
    public let kind: Kind
    /// Whether it was printed once before; the paper then says so. The code is the same.
    public let printedAgain: Bool

    /// Whether it is a specimen.
    public var isSpecimen: Bool { if case .specimen = kind { true } else { false } }

    /// The face of a stamp. Its signature is checked each time before it is drawn, so that damage between
    /// device and paper never becomes a paid stamp that nobody can prove.
    ///
    /// - Throws: `signature_bad`, and what `StampCode.encode` throws.
    public static func stamp(
        _ stamp: SignedStamp, by key: PublicKeyBytes, prefix: VerifyPrefix, articleTitle: String?, machine: Machine,
        printedAgain: Bool = false, verifier: some FormVerifier = Ed25519Verifier()
    ) throws(DutyFailure) -> ImpressionFace {
        try verifier.require(stamp.signature, over: stamp.record.signedForm, by: key, on: "impression")
        let code = try StampCode.encode(stamp, prefix: prefix)
        return ImpressionFace(
            record: stamp.record, articleTitle: articleTitle, machine: machine, kind: .valid(code: code),
            printedAgain: printedAgain)
    }

    /// The face of a specimen: what a machine prints in every state but *valid*.
    public static func specimen(
        reason: String, psdKey: PSDKeyID, time: Timestamp, state: StateCode, article: Article, articleTitle: String?,
        machine: Machine
    ) -> ImpressionFace {
        let record = StampRecord(psdKey: psdKey, counter: 0, value: .zero, time: time, state: state, article: article)
        return ImpressionFace(
            record: record, articleTitle: articleTitle, machine: machine, kind: .specimen(reason: reason),
            printedAgain: false)
    }
}
