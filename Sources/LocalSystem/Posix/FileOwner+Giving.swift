import DutyModel
import Foundation

extension FileOwner {
    /// Gives a folder and everything in it to the user and group who own `other`, so that root may do their work for them.
    /// Does nothing for every other user, whose files are theirs. The folder's own owner comes last.
    ///
    /// Links are left alone, and so is a file with a second name: the folder's user may have put it there for root to give
    /// away what is somebody else's.
    ///
    /// - Throws: `file_unwritable` and the like.
    public static func give(_ folder: String, toOwnerOf other: String) throws(DutyFailure) {
        guard geteuid() == 0 else { return }
        do throws(SystemCallFailure) {
            var owner = stat()
            try systemCall("stat") { stat(other, &owner) }
            try give(try OpenFile.open(folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW), at: folder, to: owner)
        } catch {
            throw error.whenWriting(folder)
        }
    }

    private static func give(_ file: OpenFile, at path: String, to owner: stat) throws(SystemCallFailure) {
        var facts = stat()
        try systemCall("fstat") { fstat(file.descriptor, &facts) }
        if facts.st_mode & S_IFMT == S_IFDIR {
            for name in (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? [] {
                do throws(SystemCallFailure) {
                    let inner = try file.open(name: name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
                    try give(inner, at: "\(path)/\(name)", to: owner)
                } catch {
                    // A link, a socket, or what went away meanwhile.
                    guard [ELOOP, ENXIO, ENOENT].contains(error.number) else { throw error }
                }
            }
        } else if facts.st_mode & S_IFMT != S_IFREG || facts.st_nlink > 1 {
            return
        }
        guard facts.st_uid != owner.st_uid || facts.st_gid != owner.st_gid else { return }
        try systemCall("fchown") { fchown(file.descriptor, owner.st_uid, owner.st_gid) }
    }
}
