/// What kind of failure a code is. The status of an HTTP answer, on the clerk's page as at the back end, and the exit
/// status of the program follow from it here and nowhere else.
public enum FailureCategory: String, Hashable, Sendable, CaseIterable {
    /// What was given or sent has the wrong form.
    case malformed
    /// What was asked for is understood, and the rules don't allow it now.
    case refused
    /// Whoever asks may not.
    case forbidden
    /// What was asked for isn't there.
    case absent
    /// It contradicts what is held already.
    case conflict
    /// It is longer than allowed.
    case tooLarge
    /// It was meant for another host.
    case misdirected
    /// It is served over TLS only.
    case needsTLS
    /// Whoever asks has asked too often.
    case throttled
    /// It can't be done at present.
    case unavailable
    /// The way to a service is broken: the same cause makes every duty fail, and all of them succeed once it is gone.
    case network
    /// The program, the device or the data is damaged.
    case broken
    /// The code comes from a newer version, or from a part that the reader doesn't know.
    case unknown

    /// The status of an HTTP answer; what matters to a program is the code in the answer.
    public var httpStatus: Int {
        switch self {
        case .malformed: 400
        case .forbidden: 403
        case .absent: 404
        case .conflict: 409
        case .tooLarge: 413
        case .misdirected: 421
        case .refused, .unknown: 422
        case .needsTLS: 426
        case .throttled: 429
        case .broken: 500
        case .unavailable, .network: 503
        }
    }

    /// The exit status of a command that failed: 1, whatever the reason is. Commands whose answer is a verdict, such as
    /// `doctor` and `verify`, end with one of their own where they have a verdict.
    public var exitStatus: Int32 { 1 }
}
