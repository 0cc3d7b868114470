import DutyModel

/// One message: who sends it, by which right, and what it says.
public struct MessageEnvelope: Hashable, Sendable {
    /// The version of the message format that is spoken here.
    public static let version = 1
    /// The message's name; an answer carries the name of its question.
    public let id: OperationID
    /// The machine that sends the message, or to which it goes.
    public let machine: MachineSerial
    /// The right to speak to the service; nil towards the distributor and in answers.
    public let token: AccessToken?
    /// The newest standing of the device that the answer is for, with answers of any kind; nil in questions, and where
    /// none was ever issued.
    public let standing: DeviceStanding?
    /// What the message says.
    public let body: MessageBody

    /// A message with this content.
    public init(
        id: OperationID, machine: MachineSerial, token: AccessToken? = nil, standing: DeviceStanding? = nil,
        body: MessageBody
    ) {
        self.id = id
        self.machine = machine
        self.token = token
        self.standing = standing
        self.body = body
    }
}

extension MessageEnvelope: Described {
    @usableFromInline package static let element: StaticString = "envelope"
    @usableFromInline package static var meaning: String { "One message." }

    @inlinable package static func visit<V: Visitor>(_ value: Self?, _ v: inout V) throws(V.Refusal) -> Self {
        MessageEnvelope(
            id: try v.field("id", value?.id, "the message's name; an answer carries the name of its question"),
            machine: try v.field("machine", value?.machine, "the number on the machine's plate"),
            token: try v.optional(
                value?.token, .optional, "the right to speak to the service; left out to the distributor and in answers"
            ),
            standing: try v.optional(
                value?.standing, .optional,
                "how the device of the question stands, in answers of every kind; left out while it was never locked"),
            body: try v.choice(value?.body))
    }
}
