import DutyModel
import Signing

extension Installation {
    /// A new demonstration installation whose stamps are checked at the page of this computer.
    static func demonstration(pagePort: UInt16) throws(DutyFailure) -> Installation {
        // Serials of demonstrations begin with 9, so that a print shows at once what it is.
        let serial = UInt32(90_000_000 + SystemRandomSource().next() % 10_000_000)
        return Installation(
            verifyPrefix: try VerifyPrefix("HTTP://\(try LocalGuide.pageHost()):\(pagePort)/V/"), demonstration: true,
            machine: try MachineSerial("DEMO-\(serial)"), psdSerial: serial)
    }
}
