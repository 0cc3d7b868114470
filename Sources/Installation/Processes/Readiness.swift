import DutyModel

/// Waits until everything that was announced has come up.
actor Readiness {
    private var missing: Int
    private let whenReady: @Sendable () -> Void

    /// Calls `whenReady` once, after so many parts have said that they are up.
    init(parts: Int, whenReady: @escaping @Sendable () -> Void) {
        missing = parts
        self.whenReady = whenReady
    }

    /// One part is up.
    func arrived() {
        missing -= 1
        if missing == 0 { whenReady() }
    }
}
