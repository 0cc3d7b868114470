import DutyModel
import Exchanges

extension PrintState {
    /// The state in a sentence, for the page and the command line.
    public var sentence: String {
        switch self {
        case .debited: "Not printed yet."
        case .begun: "The print was sent. Whether it came out isn't known."
        case .printed: "Printed."
        case .begunAgain: "The second print was sent. Whether it came out isn't known."
        case .printedAgain: "Printed twice. It can't be printed again."
        case .spoiled: "Spoiled. It can't be printed again; the duty stays debited here."
        }
    }
}
