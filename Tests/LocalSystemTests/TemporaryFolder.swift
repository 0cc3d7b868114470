import Foundation
import Glibc

/// A folder of one test, taken away at its end.
final class TemporaryFolder {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.appending(path: "dutymark-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func mode(of name: String) throws -> UInt32 {
        var facts = stat()
        guard lstat("\(path)/\(name)", &facts) == 0 else { throw POSIXError(.ENOENT) }
        return facts.st_mode & 0o777
    }
}

/// Runs `body` on a thread that may only do what an ordinary user may.
///
/// The superuser is not bound by modes, so there the thread (and only it: `setfsuid` is a matter of one thread)
/// touches files as nobody. An ordinary user needs nothing of this.
func asOrdinaryUser<Result: Sendable>(_ body: @escaping @Sendable () -> Result) async -> Result {
    await withCheckedContinuation { continuation in
        Thread {
            if geteuid() == 0 { becomeNobody() }
            continuation.resume(returning: body())
        }.start()
    }
}

/// Swift's view of the C library leaves `setfsuid` out, so it is looked up by name.
private func becomeNobody() {
    guard let symbol = dlsym(nil, "setfsuid") else { return }
    let setfsuid = unsafeBitCast(symbol, to: (@convention(c) (uid_t) -> Int32).self)
    _ = setfsuid(65_534)
}
