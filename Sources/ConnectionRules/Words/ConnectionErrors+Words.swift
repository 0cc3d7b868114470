import DutyModel
import NIOCore
import NIOPosix
import NIOSSL

extension IOError: ErrorInWords {
    /// What the kernel's number means.
    public var words: String { ErrorWords.of(errorNumber: errnoCode) }
}

extension ChannelError: ErrorInWords {
    /// What happened to the connection.
    public var words: String {
        switch self {
        case .connectTimeout: "no answer came in time"
        case .connectPending: "the connection is being made already"
        case .ioOnClosedChannel, .alreadyClosed, .outputClosed, .inputClosed: "the connection was closed"
        case .eof: "the other side closed the connection"
        case .writeMessageTooLarge: "the message is too large for one packet"
        case .writeHostUnreachable: "the host can’t be reached"
        case .unknownLocalAddress: "this computer’s own address isn’t known"
        case .operationUnsupported, .inappropriateOperationForState, .unremovableHandler:
            "the connection isn’t in a state for this"
        case .badMulticastGroupAddressFamily, .badInterfaceAddressFamily, .illegalMulticastAddress,
            .multicastNotSupported:
            "the address can’t be used for this"
        @unknown default: "the connection failed"
        }
    }
}

extension NIOConnectionError: ErrorInWords {
    /// Why the last attempt failed, or the look-up of the name before.
    public var words: String {
        if let last = connectionErrors.last { return ErrorWords.of(last.error) }
        if dnsAError ?? dnsAAAAError != nil { return "the name \(ForeignText.shown(host, most: 80)) wasn’t resolved" }
        return "no connection was made"
    }
}

extension EventLoopError: ErrorInWords {
    /// The loop that carries connections has ended, or couldn't begin.
    public var words: String { "the program is being stopped" }
}

extension SocketAddressError: ErrorInWords {
    /// What is wrong with the address.
    public var words: String {
        switch self {
        case .unsupported: "addresses of this kind can’t be used"
        case .unixDomainSocketPathTooLong: "the socket’s path is too long"
        case .failedToParseIPString(let text): "“\(ForeignText.shown(text, most: 64))” isn’t an IP address"
        default: "the address can’t be used"
        }
    }
}

extension SocketAddressError.UnknownHost: ErrorInWords {
    /// Nobody knows the name.
    public var words: String { "the name \(ForeignText.shown(host, most: 80)) wasn’t resolved" }
}

extension SocketAddressError.FailedToParseIPByteBuffer: ErrorInWords {
    /// The bytes aren't those of an address.
    public var words: String { "the address can’t be read" }
}
