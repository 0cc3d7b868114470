import DutyModel

/// What goes back for one request.
enum WireReply<Reply: Codable & Sendable>: Codable, Sendable {
    case reply(Reply)
    case failure(DutyFailure)

    /// The reply, or the failure thrown.
    func get() throws(DutyFailure) -> Reply {
        switch self {
        case .reply(let reply): return reply
        case .failure(let failure): throw failure
        }
    }
}
