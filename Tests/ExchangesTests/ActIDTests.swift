import DutyModel
import Exchanges
import Testing

@Suite struct ActIDTests {
    @Test(arguments: [0, 1, 65_536, ActID.markMaximum])
    func `an act's name tells its device and its mark`(mark: UInt64) throws {
        let id = ActID(on: PSDSerial(4_000_000_042), mark: mark, random: SystemRandomSource())
        #expect(id.serial == PSDSerial(4_000_000_042))
        #expect(id.mark == mark)
        #expect(try ActID(hex: id.hex) == id)
    }

    @Test func `two names made at the same moment differ`() {
        let names = (0..<100).map { _ in ActID(on: PSDSerial(1), mark: 7, random: SystemRandomSource()) }
        #expect(Set(names).count == 100)
    }

    @Test func `a mark beyond the highest is held down`() {
        #expect(ActID(on: PSDSerial(1), mark: .max, random: SystemRandomSource()).mark == ActID.markMaximum)
    }
}
