import BackEnd
import ConnectivityGuide
import DutyModel
import FundsLedger
import MachineLink
import NetworkSetup
import Printing
import Signing
import SiteNetwork
import SiteRules
import Tablet
import TabletHTTP

/// Every failure code that this program knows: those of its parts, in the order of the page that lists them.
public enum ProgramFailureCodes {
    /// The groups, as the parts declare them.
    public static let groups: [FailureCodeGroup] =
        FailureCodeGroup.crossing + [
            .stampChecks, .images, .accounts, .backEnd, .guide, .ruleFiles, .network, .networkSettings, .commandSocket,
            .tablet, .page, .commands,
        ]

    /// The code of this name; nil where no part declares it.
    public static func declared(_ name: String) -> FailureCode? {
        groups.lazy.flatMap(\.codes).first { $0.rawValue == name }
    }
}
