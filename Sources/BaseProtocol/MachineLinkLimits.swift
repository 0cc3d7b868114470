import MachineLink

extension LinkLimits {
    /// Limits of the link inside a machine: a drawing crosses it in one frame.
    public static var machine: LinkLimits {
        var limits = LinkLimits()
        limits.frameBytes = 8 << 20
        return limits
    }
}
