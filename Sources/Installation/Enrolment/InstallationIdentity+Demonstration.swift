import DutyModel
import Signing

extension InstallationIdentity {
    /// A new demonstration installation whose stamps are checked at this address.
    static func demonstration(prefix: VerifyPrefix) throws(DutyFailure) -> InstallationIdentity {
        // Serials of demonstrations begin with 9, so that a print shows at once what it is.
        let serial = UInt32(90_000_000 + SystemRandomSource().next() % 10_000_000)
        return InstallationIdentity(
            verifyPrefix: prefix, demonstration: true, machine: try MachineSerial("DEMO-\(serial)"),
            psdSerial: serial)
    }
}

extension VerifyPrefix {
    /// The verify page of this computer.
    static func ofLocalPage(port: UInt16) throws(DutyFailure) -> VerifyPrefix {
        try VerifyPrefix("HTTP://\(try LocalPlaces.pageHost()):\(port)/V/")
    }
}
