import DutyModel
import Foundation
import Glibc
import LocalSystem
import Signing
import Storage

/// The acts of a back end in a file beside its database, line by line: what a restored database lacks stands here.
///
/// An act counts as done towards the outside (its answer is given, the key list says it) only once its line is on the
/// disk. The file is only ever appended to; one that is damaged is set aside and written again from the database. One that
/// a person named and that never was this back end's is left alone.
public actor ActFile {
    /// The file's name in the back end's folder.
    public static let name = "acts.log"
    /// Acts that are read from the database at a time.
    private static let batch: Int64 = 500
    /// The most bytes of a file that are read; a decade of a busy back end stays far below.
    static let limitBytes = 512 << 20

    private let path: String
    private let place: ActFilePlace
    private let database: any SQLDatabase
    private let fundsKey: PublicKeyBytes
    private var last: ActLine?
    private var length = 0
    /// The file that was read or written last; nil before the first.
    private var known: FileFacts?

    /// Opens the file of these books in the back end's folder, or where `place` says, and writes what it lacks.
    ///
    /// - Throws: `books_rolled_back` where the file holds acts that the books lack, or others than they hold;
    ///   `data_foreign` for a file that a person named and that isn't this back end's.
    init(
        _ place: ActFilePlace, inFolder folder: String, database: any SQLDatabase, fundsKey: PublicKeyBytes
    ) async throws(DutyFailure) {
        path = place.path(inFolder: folder)
        self.place = place
        self.database = database
        self.fundsKey = fundsKey
        try await takeUpFile()
        try await catchUp()
    }

    /// Goes on behind what the file holds.
    private func takeUpFile() async throws(DutyFailure) {
        let content = try Self.content(of: path, fundsKey: fundsKey)
        if content.isStranger, case .file = place {
            throw DutyFailure(
                .dataForeign, "The file \(path) doesn't hold this back end's acts; it was left as it is.",
                remedy: "Name another file as “acts” in the configuration: back ends don't share one.")
        }
        if content.isDamaged { try Self.setAside(path) }
        last = content.isDamaged ? nil : content.lines.last
        length = content.isDamaged ? 0 : content.lines.reduce(0) { $0 + $1.text.utf8.count }
        known = content.isDamaged ? nil : FileFacts(path)
        if let line = content.lines.last { try await requireHeld(line) }
    }

    /// A file that was exchanged or cut while this back end worked is read anew: at the old place in another one, an act would
    /// be written into the middle of a line.
    private func requireSameFile() async throws(DutyFailure) {
        let facts = FileFacts(path)
        guard facts?.identity != known?.identity || (facts?.sizeBytes ?? 0) < length else { return }
        try await takeUpFile()
    }

    /// The lines of a file, as far as they are chained to this key; none where there is no file. Throws
    /// `file_unreadable`.
    static func content(of path: String, fundsKey: PublicKeyBytes) throws(DutyFailure) -> ActLine.Content {
        guard try FilePresence.isThere(path) else { return ActLine.Content() }
        let bytes: [UInt8]
        do throws(SystemCallFailure) {
            // A pipe in the file's place would keep the opening waiting otherwise.
            let file = try OpenFile.open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
            let size = try file.sizeBytes()
            guard size <= limitBytes else { throw SystemCallFailure(call: "read", number: EFBIG) }
            bytes = try file.readAll(limitBytes: size)
        } catch {
            throw error.whenReading(path)
        }
        return ActLine.read(bytes, root: ActLine.root(of: fundsKey))
    }

    /// Writes every act that the database holds behind the file's last one; durable when this returns.
    public func catchUp() async throws(DutyFailure) {
        try await requireSameFile()
        while true {
            let from = last?.act.place ?? 0
            let acts = try await database.read { (transaction) throws(DutyFailure) in
                try ActBook(transaction: transaction).acts(after: from, limit: Self.batch)
            }
            // Another call may have written them while this one read.
            let fresh = acts.filter { $0.place > last?.act.place ?? 0 }
            if !fresh.isEmpty { try append(fresh) }
            guard acts.count == Int(Self.batch) else { return }
        }
    }

    private func append(_ acts: [PlacedAct]) throws(DutyFailure) {
        var lines: [ActLine] = []
        for act in acts {
            lines.append(ActLine(act, after: lines.last?.hash ?? last?.hash ?? ActLine.root(of: fundsKey)))
        }
        let bytes = Array(lines.map(\.text).joined().utf8)
        do throws(SystemCallFailure) {
            let file = try OpenFile.open(path, O_WRONLY | O_CREAT | O_NOFOLLOW)
            // What a write that was cut short left behind goes with this.
            try file.truncate(toBytes: length)
            try file.write(bytes, at: length)
            try file.synchronise()
            if length == 0 { try OpenFile.folder(PathParts(path).folder).synchronise() }
        } catch {
            throw error.whenWriting(path)
        }
        length += bytes.count
        last = lines.last
        known = FileFacts(path)
    }

    /// The books must hold the file's last act where the file has it: an older copy of the books does not.
    private func requireHeld(_ line: ActLine) async throws(DutyFailure) {
        let (held, end) = try await database.read { (transaction) throws(DutyFailure) in
            let book = ActBook(transaction: transaction)
            return (try book.acts(after: line.act.place - 1, limit: 1).first, try book.last())
        }
        guard held == line.act else {
            throw DutyFailure(
                .booksRolledBack,
                "The books end with act \(end), and \(path) with act \(line.act.place): the books were put back by hand."
            )
        }
    }

    private static func setAside(_ path: String) throws(DutyFailure) {
        var number = 1
        while access("\(path).damaged-\(number)", F_OK) == 0 { number += 1 }
        do throws(SystemCallFailure) {
            try systemCall("rename") { rename(path, "\(path).damaged-\(number)") }
        } catch {
            throw error.whenWriting(path)
        }
    }
}

/// Which file stands at a path, as it was written last, and how long it is.
private struct FileFacts {
    struct Identity: Hashable {
        let device: dev_t
        let number: ino_t
        /// When it was written last: numbers are used again.
        let seconds: Int
        let nanoseconds: Int
    }
    let identity: Identity
    let sizeBytes: Int

    /// Nil where nothing stands there.
    init?(_ path: String) {
        var facts = stat()
        guard lstat(path, &facts) == 0 else { return nil }
        identity = Identity(
            device: facts.st_dev, number: facts.st_ino, seconds: facts.st_mtim.tv_sec,
            nanoseconds: facts.st_mtim.tv_nsec)
        sizeBytes = Int(facts.st_size)
    }
}
