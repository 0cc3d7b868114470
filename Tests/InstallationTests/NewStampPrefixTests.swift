import DutyModel
import Signing
import Testing

@testable import Installation

/// Which address a new installation may print before the codes of its stamps.
@Suite struct NewStampPrefixTests {
    @Test(arguments: [
        ("HTTPS://VERIFY.EXAMPLE/V/", true, true), ("HTTPS://VERIFY.EXAMPLE/V/", false, true),
        ("HTTP://127.0.0.1:8700/V/", true, true), ("HTTP://127.0.0.1/V/", true, true),
        ("HTTP://127.0.0.1:8700/V/", false, false), ("HTTP://VERIFY.EXAMPLE/V/", true, false),
        ("HTTP://VERIFY.EXAMPLE/V/", false, false), ("HTTP://127.0.0.1.EXAMPLE/V/", true, false),
    ])
    func plainHTTPIsForADemonstrationOnItsOwnComputer(text: String, demonstration: Bool, isAccepted: Bool) throws {
        let prefix = try VerifyPrefix(text)
        do throws(DutyFailure) {
            try NewStampPrefix.require(prefix, demonstration: demonstration)
            #expect(isAccepted)
        } catch {
            #expect(!isAccepted && error.code == .valueMalformed)
            #expect(error.remedy.contains("https address"))
        }
    }
}
