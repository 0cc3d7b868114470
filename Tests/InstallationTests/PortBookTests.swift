import Foundation
import Testing

@testable import Installation

@Suite("Ports of an installation")
struct PortBookTests {
    @Test("every role gets a port of its own that no outgoing connection can take, and keeps it")
    func picked() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "dutymark-ports-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appending(path: "ports.json").path
        let roles = ["funds", "link", "transactions"]

        var book = try PortBook.readOrBegin(path)
        try book.settle(roles, at: path)
        #expect(Set(book.ports.keys) == Set(roles))
        #expect(Set(book.ports.values).count == roles.count)
        let lowestLent = try Self.lowestPortLentToConnections()
        #expect(book.ports.values.allSatisfy { $0 < lowestLent })

        var again = try PortBook.read(path)
        try again.settle(roles, at: path)
        #expect(again == book)
    }

    private static func lowestPortLentToConnections() throws -> UInt16 {
        let text = try String(contentsOfFile: "/proc/sys/net/ipv4/ip_local_port_range", encoding: .utf8)
        return try #require(text.split(whereSeparator: \.isWhitespace).first.flatMap { UInt16($0) })
    }
}
