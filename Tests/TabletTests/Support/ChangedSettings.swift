@testable import Tablet

extension TabletSettings {
    /// The usual settings, but for what a test changes.
    init(_ change: (inout TabletSettings) -> Void) {
        self.init()
        change(&self)
    }
}
