import Doctor
import DutyModel

extension TLSObservation {
    /// The end of a handshake in which a certificate was shown.
    init(
        _ result: Result, validity: Validity?, authority: String? = nil, subject: String? = nil,
        keyHash: String? = nil, logTimestamps: Int? = nil
    ) {
        self.init(result)
        self.validity = validity
        self.authority = authority
        self.subject = subject
        self.keyHash = keyHash
        self.logTimestamps = logTimestamps
    }
}

extension HTTPObservation {
    /// An answer to a request.
    init(
        _ result: Result, status: Int?, location: String? = nil, via: String? = nil, title: String? = nil,
        bodyBytes: Int = 0, bodyHash: String? = nil, serverTime: Timestamp? = nil, localTime: Timestamp? = nil
    ) {
        self.init(result)
        self.status = status
        self.location = location
        self.via = via
        self.title = title
        self.bodyBytes = bodyBytes
        self.bodyHash = bodyHash
        self.serverTime = serverTime
        self.localTime = localTime
    }
}
