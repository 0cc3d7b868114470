import Testing

@testable import ConnectionRules

@Suite struct PresentedChainTests {
    private struct Unreadable: Error {}

    @Test(
        arguments: [
            ([1, 2, 3], [[1], [2], [3]]), ([], []), ([0, 2, 3], nil), ([1, 0, 3], nil), ([1, 2, 0], nil), ([0], nil),
        ] as [([UInt8], [[UInt8]]?)])
    func `a chain of which one certificate can't be serialised is no shorter chain`(
        chain: [UInt8], expected: [[UInt8]]?
    ) {
        let found = PresentedChain.whole(chain) { (number) throws in
            guard number != 0 else { throw Unreadable() }
            return [number]
        }
        #expect(found == expected)
    }
}
