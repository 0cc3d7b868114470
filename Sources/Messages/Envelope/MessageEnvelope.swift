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

extension MessageEnvelope {
    private static let shape = ElementShape("envelope", ["id", "machine", "token", "standing"] + MessageBody.elements)

    /// Writes the root element.
    func write(to writer: inout XMLWriter) {
        writer.open("envelope", attributes: " xmlns=\"urn:dutymark:messages:1\" version=\"1\"")
        writer.leaf("id", id)
        writer.leaf("machine", text: machine.text)
        if let token { writer.write(token) }
        if let standing { writer.write(standing) }
        body.write(to: &writer)
        writer.close("envelope")
    }

    /// Reads the root element, on which the cursor stands.
    init(root cursor: XMLCursor) throws(DutyFailure) {
        try cursor.requireRoot("envelope")
        self = try cursor.inside(Self.shape, attributesRead: true) { cursor throws(DutyFailure) in
            let id = try cursor.text("id") { $0.byteValue(OperationID.self) }
            let machine = try cursor.text("machine") { try? MachineSerial($0.string) }
            let token = cursor.isAt("token") ? try cursor.read(AccessToken.self) : nil
            let standing = cursor.isAt("standing") ? try cursor.read(DeviceStanding.self) : nil
            return MessageEnvelope(
                id: id, machine: machine, token: token, standing: standing, body: try MessageBody(at: cursor))
        }
    }
}
