import DutyModel
import Signing

/// What may stand before the codes of a new installation's stamps. An installation keeps what it was made with, so that its
/// papers stay readable; this is asked only of one that is made now.
enum NewStampPrefix {
    /// Throws `value_malformed` for an address over plain `http`, where anybody on the way could answer “genuine”. Only a
    /// demonstration may have one, for the page of its own computer, which nobody can get in front of.
    static func require(_ prefix: VerifyPrefix, demonstration: Bool) throws(DutyFailure) {
        if prefix.isEncrypted { return }
        if demonstration, try prefix.hostName == LocalPlaces.pageHost() { return }
        throw DutyFailure(
            .valueMalformed,
            "\(prefix.readableAddress) is reached without TLS: anybody on the way could say that a stamp is genuine.",
            remedy:
                "Give the https address of a page that you serve, in capital letters, with “/” at its end. Plain http is "
                + "for a demonstration on one computer.")
    }
}
