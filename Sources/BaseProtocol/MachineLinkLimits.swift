import MachineLink

extension LinkLimits {
    /// Limits of the link inside a machine: a drawing crosses it in one frame.
    public static var machine: LinkLimits {
        var limits = LinkLimits()
        limits.frameBytes = 8 << 20
        // The base decides in milliseconds and draws in a second; a person waits, and what became of the command is asked
        // after that.
        limits.answerMilliseconds = 20_000
        return limits
    }
}
