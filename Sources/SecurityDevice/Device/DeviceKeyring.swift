import DutyModel
import Signing

/// Where the private keys of a device lie, one for each of its lives.
public protocol DeviceKeyring: Sendable {
    /// The key of this life; nil where there is none.
    func key(life: UInt8) throws(DutyFailure) -> (any FormSigner)?
    /// A new key for this life, durable on return. One that a crash left, before the journal named it, is taken up:
    /// nothing was signed with it.
    func makeKey(life: UInt8) throws(DutyFailure) -> any FormSigner
    /// Destroys the key of this life for good, durably on return; one that is gone already is no error.
    func destroyKey(life: UInt8) throws(DutyFailure)
}

/// One key that somebody else keeps, lent to a device for whichever life it is in.
struct LentKey: DeviceKeyring {
    let signer: any FormSigner

    func key(life: UInt8) -> (any FormSigner)? { signer }
    func makeKey(life: UInt8) -> any FormSigner { signer }
    /// It is the lender's to destroy; the device forgets it all the same.
    func destroyKey(life: UInt8) {}
}
