import BackEnd
import DutyModel
import Testing

/// What is remembered of certificates and tokens.
@Suite struct BoundedMemoryTests {
    @Test func `a thing is found out once, and a failure is not remembered`() throws {
        let memory = BoundedMemory<Int, String>(maximum: 4)
        var asked = 0
        func find() throws(DutyFailure) -> String {
            asked += 1
            guard asked > 1 else { throw DutyFailure(.tokenBad, "Not good.") }
            return "good"
        }
        #expect(throws: DutyFailure(.tokenBad, "")) { try memory.value(of: 1, find: find) }
        #expect(try memory.value(of: 1, find: find) == "good")
        #expect(try memory.value(of: 1, find: find) == "good")
        #expect(asked == 2)
    }

    @Test func `no flood of things makes it grow past its limit`() {
        let memory = BoundedMemory<Int, Int>(maximum: 4)
        for number in 0..<1_000 {
            #expect(memory.value(of: number) { number } == number)
            #expect(memory.count <= 4)
        }
    }
}
