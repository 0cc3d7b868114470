extension FailureCode {
    /// A server answered with an unexpected status.
    public static let httpStatus = FailureCode(
        "http_status", .network, .notKnown, "Try again later; call the service if it happens again.")
    /// A server didn't answer in time.
    public static let httpTimeout = FailureCode("http_timeout", .network, .notKnown, "It is safe to try again.")
    /// A connection broke before the answer was whole.
    public static let connectionLost = FailureCode("connection_lost", .network, .notKnown, "It is safe to try again.")
    /// Base and tablet can't reach each other; nothing was sent.
    public static let linkDown = FailureCode("link_down", .unavailable, .notDone, "Check that both parts run.")
    /// A link broke after a command may have left and before its answer was there.
    public static let linkBroken = FailureCode(
        "link_broken", .unavailable, .notKnown, "Find out what became of the command before you give it again.")
    /// The other end of the link isn't the part it should be.
    public static let linkPeerForeign = FailureCode(
        "link_peer_foreign", .refused, .notDone, "Check the pairing of base and tablet.")
}

extension FailureCodeGroup {
    /// Exchanges that were lost.
    public static let exchanges = FailureCodeGroup(
        "Exchanges that were lost",
        [
            .httpStatus, .httpTimeout, .connectionLost, .linkDown, .linkBroken, .linkPeerForeign,
        ])
}
