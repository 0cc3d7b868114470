import Testing

@testable import BackEnd

/// How a term is written, and what it is above.
@Suite struct ServiceTermTests {
    @Test(
        arguments: [
            (0, 0, 0), (1, 1, 0), (7, 7, 0), (4_294_967_295, 4_294_967_295, 0), (1 << 32, 1, 0), (2 << 32 | 9, 2, 9),
            (3 << 32 | 4_294_967_295, 3, 4_294_967_295),
        ] as [(UInt64, UInt64, UInt32)])
    func `an epoch is read as number and digits`(epoch: UInt64, number: UInt64, digits: UInt32) {
        let term = ServiceTerm(epoch: epoch)
        #expect(term.number == number && term.digits == digits)
    }

    @Test func `each next term is above all before, whatever was drawn, and comes back from its epoch`() {
        let digits: [UInt32] = [1, 2, 1 << 31, .max]
        for number in [0, 1, 2, 1_000, ServiceTerm.numberLimit - 1] as [UInt64] {
            for drawn in digits {
                let term = ServiceTerm(after: number, digits: drawn)
                #expect(ServiceTerm(epoch: term.epoch) == term && term.number == number + 1)
                #expect(term.epoch > number && term.epoch <= Int64.max)
                for later in digits {
                    let next = ServiceTerm(after: term.number, digits: later)
                    #expect(next > term && next.epoch <= Int64.max)
                }
            }
        }
    }
}
