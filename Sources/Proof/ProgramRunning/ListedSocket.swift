import LocalSystem

/// One socket of a network namespace, as a line of `/proc/net/tcp` and its like says it (proc_pid_net(5)).
public struct ListedSocket {
    /// Its local port.
    public let port: UInt16
    /// The number of its state; a UDP socket that is bound has that of a closed one.
    public let state: UInt8
    /// How many bytes have come that nobody has read.
    public let unreadBytes: UInt32
    /// The number under which a process that holds it has it open; 0 where none does.
    public let inode: UInt64

    /// TCP_LISTEN.
    public static let listening: UInt8 = 0x0A
    /// TCP_CLOSE.
    public static let unconnected: UInt8 = 0x07

    /// Every socket of one protocol, `tcp`, `tcp6`, `udp` or `udp6`, in the network namespace of a process; none where
    /// the process is gone.
    public static func all(_ table: String, of process: Int32) -> [ListedSocket] {
        (KernelFile.text("/proc/\(process)/net/\(table)") ?? "").split(separator: "\n").dropFirst()
            .compactMap(ListedSocket.init)
    }

    private init?(_ line: Substring) {
        let words = line.split(separator: " ")
        guard words.count > 9, let port = Self.lastNumber(words[1], UInt16.self),
            let state = UInt8(words[3], radix: 16), let unread = Self.lastNumber(words[4], UInt32.self),
            let inode = UInt64(words[9])
        else { return nil }
        (self.port, self.state, unreadBytes, self.inode) = (port, state, unread, inode)
    }

    private static func lastNumber<Number: FixedWidthInteger>(_ pair: Substring, _: Number.Type) -> Number? {
        pair.split(separator: ":").last.flatMap { Number($0, radix: 16) }
    }
}
