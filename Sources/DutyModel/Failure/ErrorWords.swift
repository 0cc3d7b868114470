import Foundation

/// An error of somebody else's code that has words for people.
///
/// The target that knows the type says so in an extension; `ErrorWords` then finds the words wherever the error goes.
public protocol ErrorInWords: Error {
    /// What happened, as a clause without a capital and without a full stop: `the other side closed the connection`.
    var words: String { get }
}

/// Says in plain words what an error of somebody else's code is: the one way from such an error into a sentence that a
/// person reads. How the error looks in Swift never gets there.
public enum ErrorWords {
    /// The error as a clause that fits behind a colon, without a full stop.
    public static func of(_ error: any Error) -> String {
        switch error {
        case let failure as DutyFailure: clause(failure.message)
        case let known as any ErrorInWords: known.words
        case is CancellationError: "it was stopped before it was done"
        case let error as DecodingError: decoding(error)
        case is EncodingError: "a value can’t be written in this form"
        default: foreign(error)
        }
    }

    /// What an error number of the kernel means, as a clause; a number without words of ours has the kernel's.
    public static func of(errorNumber number: Int32) -> String {
        switch number {
        case ECONNRESET: "the other side reset the connection"
        case ECONNREFUSED: "the connection was refused"
        case ECONNABORTED, EPIPE, ENOTCONN, ESHUTDOWN: "the connection was closed"
        case ETIMEDOUT: "no answer came in time"
        case EHOSTUNREACH, EHOSTDOWN: "the host can’t be reached"
        case ENETUNREACH, ENETDOWN: "the network can’t be reached"
        case EADDRINUSE: "another program uses the port"
        case EADDRNOTAVAIL: "this computer doesn’t have the address"
        case EACCES, EPERM: "this user isn’t allowed to"
        case ENOENT: "there is no such file or folder"
        case EEXIST: "it is there already"
        case ENOTDIR: "a part of the path isn’t a folder"
        case EISDIR: "it is a folder"
        case ELOOP: "the path leads in a circle of links"
        case ENAMETOOLONG: "the name is too long"
        case ENOSPC, EDQUOT: "the disk is full"
        case EFBIG: "the file would be too large"
        case EROFS: "the disk is read-only"
        case EIO: "the disk reported an error"
        case EMFILE, ENFILE: "too many files and connections are open"
        case ENOMEM, ENOBUFS: "there isn’t enough memory"
        case EINVAL: "the system refuses the values"
        default: kernel(number)
        }
    }

    private static func kernel(_ number: Int32) -> String {
        var room = [CChar](repeating: 0, count: 160)
        guard strerror_r(number, &room, room.count) == 0 else { return "the system reported error \(number)" }
        let text = String(decoding: room.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        return "the system says “\(ForeignText.shown(text, most: 80))”"
    }

    private static func decoding(_ error: DecodingError) -> String {
        func place(_ path: [any CodingKey]) -> String {
            let name = path.map { $0.intValue.map { "\($0 + 1)" } ?? $0.stringValue }.joined(separator: ".")
            return name.isEmpty ? "it" : "“\(ForeignText.shown(name, most: 80))”"
        }
        return switch error {
        case .keyNotFound(let key, let context): "\(place(context.codingPath + [key])) is missing"
        case .typeMismatch(_, let context), .valueNotFound(_, let context):
            "\(place(context.codingPath)) has a value of another kind"
        case .dataCorrupted(let context): "\(place(context.codingPath)) can’t be read"
        @unknown default: "it can’t be read"
        }
    }

    /// Foundation's errors hold the kernel's number, if there is one, and else a sentence for people.
    private static func foreign(_ error: any Error) -> String {
        var next: NSError? = error as NSError
        while let cause = next {
            if cause.domain == NSPOSIXErrorDomain, let number = Int32(exactly: cause.code) {
                return of(errorNumber: number)
            }
            if let known = cause as any Error as? any ErrorInWords { return known.words }
            next = cause.userInfo[NSUnderlyingErrorKey] as? NSError
        }
        if let error = error as? CocoaError { return cocoa(error) }
        return "an unexpected error of the kind “\(kind(of: error))”"
    }

    private static func cocoa(_ error: CocoaError) -> String {
        switch error.code {
        case .fileNoSuchFile, .fileReadNoSuchFile: of(errorNumber: ENOENT)
        case .fileReadNoPermission, .fileWriteNoPermission: of(errorNumber: EACCES)
        case .fileWriteFileExists: of(errorNumber: EEXIST)
        case .fileWriteOutOfSpace: of(errorNumber: ENOSPC)
        case .fileWriteVolumeReadOnly: of(errorNumber: EROFS)
        case .fileReadTooLarge: of(errorNumber: EFBIG)
        case .fileReadInapplicableStringEncoding, .fileReadUnknownStringEncoding: "it isn’t text in UTF-8"
        case .fileReadCorruptFile, .coderReadCorrupt, .propertyListReadCorrupt: "what it holds can’t be read"
        default: "the file can’t be used (reason \(error.code.rawValue))"
        }
    }

    /// The name of the error's type alone, which helps whoever looks it up.
    private static func kind(of error: any Error) -> String {
        let name = String(describing: type(of: error))
        return ForeignText.shown(name.prefix { $0.isLetter || $0.isNumber || $0 == "_" }, most: 60)
    }

    /// A sentence as a clause: without its full stop.
    private static func clause(_ sentence: String) -> String {
        sentence.hasSuffix(".") ? String(sentence.dropLast()) : sentence
    }
}
