import DutyModel

/// Whether the network is open, as the machine's operating system would judge it.
public enum ConnectivityVerdict: Hashable, Sendable, Codable {
    /// The check's own server answered.
    case open
    /// Something of the site answers in its place, such as a page on which people log in.
    case portal(status: UInt)
    /// Nobody can tell: the check failed, for this reason.
    case notValidated(FailureCode, message: String)

    /// The verdict on the two probes, which are made at the same time.
    ///
    /// The probe over TLS decides, since nothing on the way can answer it in the server's place. Where it fails, the
    /// plain one still tells a portal from a network that is broken.
    ///
    /// - Parameter tls: nil where the guide has no such place; the plain probe decides then.
    public static func judge(plain: ProbeOutcome, tls: ProbeOutcome?) -> ConnectivityVerdict {
        guard let tls else { return plain.verdict }
        switch tls.verdict {
        case .open: return .open
        case .portal(let status): return .portal(status: status)
        case .notValidated(let code, let message):
            if case .portal(let status) = plain.verdict { return .portal(status: status) }
            return .notValidated(code, message: message)
        }
    }

    /// The failure as it is shown; nil for an open network.
    public var failure: DutyFailure? {
        switch self {
        case .open: nil
        case .portal:
            DutyFailure(.networkPortal, "A page of the site answers in place of the internet; somebody has to log in.")
        case .notValidated(_, let message):
            DutyFailure(.networkNotValidated, "The connectivity check was not answered: \(message)")
        }
    }
}

/// What came of one probe.
public enum ProbeOutcome: Hashable, Sendable, Codable {
    /// Some server answered, with this status and so many bytes.
    case answered(status: UInt, bodyBytes: Int)
    /// There was no answer.
    case failed(FailureCode, message: String)

    /// What this probe says by itself: 204, or 200 with nothing, is what the server answers; any other good answer and
    /// every redirection comes from something else.
    fileprivate var verdict: ConnectivityVerdict {
        switch self {
        case .answered(204, _), .answered(200, 0): .open
        case .answered(let status, _) where (200...399).contains(status): .portal(status: status)
        case .answered(let status, _):
            .notValidated(.httpStatus, message: "it was answered with status \(status).")
        case .failed(let code, let message): .notValidated(code, message: message)
        }
    }
}
