import Synchronization

/// The settings in force, readable from everywhere at once: whoever opens a connection asks here, and whoever keeps the
/// settings writes here.
public final class SettingsInForce: Sendable {
    private let settings = Mutex(NetworkSettings.initial)

    /// What a machine begins with, until the settings on the disk are read.
    public init() {}

    /// The settings that count now.
    public var value: NetworkSettings {
        get { settings.withLock { $0 } }
        set { settings.withLock { $0 = newValue } }
    }
}
