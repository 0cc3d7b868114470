import LocalSystem
import SecurityDevice

extension SystemCallFailure {
    /// The fault it is for a storage.
    var fault: StorageFault { meansNoSpace ? .noSpace : .failed(words) }
}
