import CGlibc
import DutyModel
import Glibc

/// A program that was started, until its end is taken note of.
///
/// Foundation's `Process` learns of an end by a descriptor that the program's own children inherit, so it takes a
/// program for running as long as they do. Here the system is asked, and the number stays the program's own until
/// `wait` has returned: a signal can meet nobody else.
final class ChildProcess {
    /// The end of a pipe on which its standard output is read.
    let output: Int32
    /// The same for standard error.
    let errors: Int32
    private let number: pid_t
    private var status: Int32?

    /// Starts the program with nothing to read, no open file of ours, and no signal held back.
    ///
    /// - Throws: `file_unreadable` where it cannot be started.
    init(_ path: String, _ arguments: [String], _ environment: [String: String]) throws(DutyFailure) {
        let (out, said) = (try Pipe(path), try Pipe(path))
        defer {
            out.closeWriting()
            said.closeWriting()
        }
        var number = pid_t()
        let fault = Self.spawn(
            &number, path, [path] + arguments, environment.map { "\($0)=\($1)" }, out.writing, said.writing)
        guard fault == 0 else {
            close(out.reading)
            close(said.reading)
            throw DutyFailure(
                .programNotStarted, "The program \(path) cannot be started: \(ErrorWords.of(errorNumber: fault)).")
        }
        (self.number, output, errors) = (number, out.reading, said.reading)
    }

    deinit {
        close(output)
        close(errors)
    }

    var hasEnded: Bool {
        reap(WNOHANG)
        return status != nil
    }

    /// Ends it.
    func kill() {
        if status == nil { _ = Glibc.kill(number, SIGKILL) }
    }

    /// Waits for its end: its exit status, or the number of the signal that ended it.
    func wait() -> Int32 {
        while status == nil { reap(0) }
        return status ?? 0
    }

    private func reap(_ options: Int32) {
        guard status == nil else { return }
        var raw: Int32 = 0
        let found = waitpid(number, &raw, options)
        // Without such a child there is nothing to wait for; its status is then nobody's to tell.
        if found == -1, errno != EINTR { status = -1 }
        guard found == number else { return }
        let signal = raw & 0x7f
        status = signal == 0 ? (raw >> 8) & 0xff : signal
    }

    private static func spawn(
        _ number: inout pid_t, _ path: String, _ arguments: [String], _ environment: [String], _ output: Int32,
        _ errors: Int32
    ) -> Int32 {
        var actions = posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawnattr_init(&attributes)
        defer {
            posix_spawn_file_actions_destroy(&actions)
            posix_spawnattr_destroy(&attributes)
        }
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
        posix_spawn_file_actions_adddup2(&actions, errors, STDERR_FILENO)
        // Sockets of this process are not marked for closing: a program that outlived it would keep its ports.
        posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1)
        // The thread that starts it may hold signals back, which the program would inherit.
        var (none, all) = (sigset_t(), sigset_t())
        sigemptyset(&none)
        sigfillset(&all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
        var words = arguments.map { strdup($0) } + [nil]
        var variables = environment.map { strdup($0) } + [nil]
        defer { for word in words + variables { free(word) } }
        return posix_spawn(&number, path, &actions, &attributes, &words, &variables)
    }

    /// A pipe whose ends other programs do not inherit.
    private struct Pipe {
        let reading: Int32
        let writing: Int32

        init(_ path: String) throws(DutyFailure) {
            var ends: [Int32] = [-1, -1]
            guard pipe(&ends) == 0 else {
                throw DutyFailure(
                    .programNotStarted,
                    "The program \(path) cannot be started: no pipe to it: \(ErrorWords.of(errorNumber: errno)).")
            }
            // A program that another thread starts just now may get them all the same; who reads does not rely on an end.
            for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
            (reading, writing) = (ends[0], ends[1])
        }

        func closeWriting() { close(writing) }
    }
}
