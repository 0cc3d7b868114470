import Glibc

/// How many files and connections this process may have open.
public enum OpenFileLimit {
    /// Raises the limit to what the system allows without asking anybody. The usual 1,024 is less than the listeners of a
    /// back end hold together where strangers fill each of them; whoever may not raise it keeps the one there is.
    public static func raise() {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0, limit.rlim_cur < limit.rlim_max
        else { return }
        limit.rlim_cur = limit.rlim_max
        _ = setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }
}
