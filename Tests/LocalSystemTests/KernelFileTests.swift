import Foundation
import LocalSystem
import Testing

@Suite struct KernelFileTests {
    private let maps = "/proc/self/smaps"

    @Test func aTableOfManyPagesIsReadToItsEnd() throws {
        let text = try #require(KernelFile.text(maps))
        #expect(text.utf8.count > 65_536)
        // The kernel's own page, above everything of this process, ends the table.
        #expect(text.contains("[vsyscall]"))
    }

    @Test func noMoreIsReadThanWasAskedFor() {
        #expect(KernelFile.text(maps, mostBytes: 10_000)?.utf8.count == 10_000)
    }

    @Test func whatCannotBeReadIsNothing() {
        #expect(KernelFile.text("/proc/self/nothing") == nil)
        #expect(KernelFile.text("/proc/self") == nil)
    }
}
