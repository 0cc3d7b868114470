/// A radio of this computer that is connected; the names are those of a saved run of the doctor.
public struct RadioFacts: Hashable, Sendable, Codable {
    /// Where it sends, in MHz.
    public var megahertz: Int
    /// How well it hears the network, of 100.
    public var signalPercent: Int
    /// What protects the air, in NetworkManager's words; none for an open network.
    public var protection: [String]

    /// A radio.
    public init(megahertz: Int, signalPercent: Int, protection: [String]) {
        self.megahertz = megahertz
        self.signalPercent = signalPercent
        self.protection = protection
    }
}
