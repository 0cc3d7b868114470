import DutyModel
import Glibc

/// A system call that failed, with the number the kernel gave.
public struct SystemCallFailure: ErrorInWords, Hashable, Sendable {
    /// The call, such as `open`.
    public let call: String
    /// The kernel's error number.
    public let number: Int32

    /// A failure of this call.
    public init(call: String, number: Int32) {
        self.call = call
        self.number = number
    }

    /// What the kernel's number means.
    public var words: String { ErrorWords.of(errorNumber: number) }

    /// Whether the disk, or the part of it that this user may fill, has no room.
    public var meansNoSpace: Bool { [ENOSPC, EDQUOT, EFBIG].contains(number) }

    /// Whether the path leads to nothing. Every other failure to look at it leaves open what is there.
    public var meansNothingThere: Bool { [ENOENT, ENOTDIR].contains(number) }

    /// The failure of writing to `path`, in the project's vocabulary: `data_full`, `data_read_only`,
    /// `data_missing`, or `file_unwritable` for everything else.
    public func whenWriting(_ path: String) -> DutyFailure {
        let code: FailureCode =
            switch number {
            case _ where meansNoSpace: .dataFull
            case EROFS, EACCES, EPERM: .dataReadOnly
            case ENOENT, ENOTDIR: .dataMissing
            default: .fileUnwritable
            }
        return DutyFailure(code, "\(path) could not be written: \(words) (\(call)).")
    }

    /// The failure of reading `path`: `file_unreadable`.
    public func whenReading(_ path: String) -> DutyFailure {
        DutyFailure(.fileUnreadable, "\(path) could not be read: \(words) (\(call)).")
    }
}

/// Runs a call that says failure by −1, again as long as a signal interrupts it.
@discardableResult
public func systemCall<Result: SignedInteger>(
    _ name: String, _ body: () -> Result
) throws(SystemCallFailure) -> Result {
    while true {
        let result = body()
        if result != -1 { return result }
        let number = errno
        guard number == EINTR else { throw SystemCallFailure(call: name, number: number) }
    }
}
