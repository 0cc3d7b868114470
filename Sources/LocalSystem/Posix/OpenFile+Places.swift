import Glibc

/// Work on a file whose parts are written in place, such as a journal.
extension OpenFile {
    /// What the file system knows of the file.
    func facts() throws(SystemCallFailure) -> stat {
        var facts = stat()
        try systemCall("fstat") { fstat(descriptor, &facts) }
        return facts
    }

    /// How many bytes the file has.
    public func sizeBytes() throws(SystemCallFailure) -> Int { Int(try facts().st_size) }

    /// Whether group or others have any right to the file.
    public func isExposed() throws(SystemCallFailure) -> Bool { try facts().st_mode & 0o077 != 0 }

    /// Whether it is a regular file of this user's, to which nobody else has any right.
    public func isOwnAndPrivate() throws(SystemCallFailure) -> Bool {
        let facts = try facts()
        return facts.st_mode & S_IFMT == S_IFREG && facts.st_mode & 0o077 == 0 && facts.st_uid == geteuid()
    }

    /// Writes all bytes at this place; a short write goes on until an error says why.
    public func write(_ bytes: [UInt8], at offset: Int) throws(SystemCallFailure) {
        var written = 0
        while written < bytes.count {
            written += try systemCall("pwrite") {
                bytes.withUnsafeBytes { room in
                    pwrite(
                        descriptor, room.baseAddress?.advanced(by: written), room.count - written,
                        off_t(offset + written))
                }
            }
        }
    }

    /// Returns when the data, and of the file's facts those that reading it needs, are on the disk.
    public func synchroniseData() throws(SystemCallFailure) {
        try systemCall("fdatasync") { fdatasync(descriptor) }
    }

    /// Cuts the file to this length.
    public func truncate(toBytes length: Int) throws(SystemCallFailure) {
        try systemCall("ftruncate") { ftruncate(descriptor, off_t(length)) }
    }

    /// Enlarges the file with zeros, whose room the file system sets aside; where it cannot, the C library writes
    /// them.
    public func allocate(_ bytes: Int, from offset: Int) throws(SystemCallFailure) {
        var number: Int32
        repeat { number = posix_fallocate(descriptor, off_t(offset), off_t(bytes)) } while number == EINTR
        if number != 0 { throw SystemCallFailure(call: "posix_fallocate", number: number) }
    }
}
