/// What came of opening a connection; the words are those of a saved run of the doctor.
public enum ConnectionOpening: String, Hashable, Sendable, Codable {
    /// It is open.
    case open
    /// It was reset at once.
    case refused
    /// A message of the network says that it may not be, or cannot be.
    case rejected
    /// Nothing came back.
    case timeout
    /// It broke.
    case lost
    /// This computer has no way there.
    case noRoute = "no_route"
    /// There is no address to connect to.
    case noAddress = "no_address"
}

/// How a TLS handshake ended; the words are those of a saved run of the doctor.
public enum HandshakeEnding: String, Hashable, Sendable, Codable {
    /// It was finished.
    case completed
    /// The connection was reset after our greeting.
    case reset
    /// The connection was closed after our greeting.
    case closed
    /// Nothing came back.
    case timeout
    /// The server ended it with an alert.
    case alert
    /// What came back is not TLS.
    case notTLS = "not_tls"
    /// The server shows more certificate than is taken.
    case tooLarge = "too_large"
}

/// What a server's certificate is worth, by given authorities; the words are those of a saved run of the doctor.
public enum CertificateValidity: String, Hashable, Sendable, Codable {
    /// It proves the host.
    case trusted
    /// It comes from another authority.
    case foreign
    /// It has expired by this computer's clock, and is good otherwise.
    case expired
    /// It is not valid yet by this computer's clock, and is good otherwise.
    case notYetValid = "not_yet_valid"
    /// It is for another name.
    case otherName = "other_name"
    /// It is not for servers.
    case otherPurpose = "other_purpose"
    /// It cannot be read.
    case unreadable
}
