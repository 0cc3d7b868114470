import DutyModel
import Exchanges
import Signing
import DeviceSimulation
import Testing

@testable import SecurityDevice

struct HappyPathTests {
    @Test func refillThenFrankThenReceipt() throws {
        var bench = try DeviceBench.valid(funds: .rupees(5_000))
        let record = try bench.frank(.rupees(500))
        #expect(record.counter == 1)
        #expect(record.record.registers == Registers(ascending: .rupees(500), descending: .rupees(4_500)))
        let status = bench.device.status(at: bench.reading)
        #expect(status.isOpen && status.phase == .valid && status.unsentCount == 1)
        #expect(status.controlTotal == .rupees(5_000))
        try bench.device.applyReceipt(try bench.receipt(through: 1))
        #expect(bench.device.status(at: bench.reading).unsentCount == 0)
        #expect(bench.device.recentRecords(limit: 10) == [record])
    }

    @Test func aReopenedDeviceIsTheSame() throws {
        var bench = try DeviceBench.valid()
        for _ in 0..<5 { try bench.frank(.rupees(10)) }
        _ = try bench.ask(.rupees(100))
        let again = try DeviceBench.open(bench.disk.afterPowerCut())
        #expect(again.state == bench.device.state)
    }
}
