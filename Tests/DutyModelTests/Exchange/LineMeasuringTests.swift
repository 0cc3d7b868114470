import DutyModel
import Testing

/// The pace of a line from bytes as they came, and the two texts of the measuring service.
@Suite struct LineMeasuringTests {
    /// Bytes in all, and the milliseconds by which they had come.
    private func rate(_ steps: [(bytes: Int, milliseconds: Int64)], until end: Int64? = nil) -> Int {
        var meter = PaceMeter()
        for step in steps { meter.note(step.bytes, at: step.milliseconds * 1_000) }
        let counted = meter.counted(until: end.map { $0 * 1_000 })
        return LineMeasuring.rate(bytes: counted.bytes, microseconds: counted.microseconds)
    }

    /// So many bytes of 16 KiB at a pace, after a burst that came at once.
    private func steady(_ kilobits: Int64, burst: Int = 0) -> [(bytes: Int, milliseconds: Int64)] {
        (0...8).map { ($0 * 16_384, Int64(max($0 * 16_384 - burst, 0)) * 8 * 1_500 / 1_448 / kilobits) }
    }

    @Test func `a steady line has its pace, also after a burst from a buffer`() {
        for pace in [300, 384, 1_000, 2_000] as [Int64] {
            #expect((pace * 99 / 100...pace * 101 / 100).contains(Int64(rate(steady(pace)))))
            #expect((pace * 99 / 100...pace * 101 / 100).contains(Int64(rate(steady(pace, burst: 32_768)))))
        }
    }

    @Test func `what waited behind a lost packet does not make the line faster`() {
        // 300 kbit/s; a packet is sent again, and meanwhile what is behind it came, up to 32 KiB.
        for lost in 1...6 {
            var steps = steady(300)
            for place in lost...lost + 2 { steps[place].milliseconds = steps[lost + 2].milliseconds }
            #expect((285...305).contains(rate(steps)), "\(lost)")
        }
    }

    @Test func `a line that stands still is as slow as the wait for it`() {
        #expect(rate([(0, 50), (32_768, 100), (49_152, 500)], until: 8_000) == 17)
        #expect(rate([(0, 50), (8_000, 900)], until: 8_000) == 8)
    }

    @Test func `all at once is fast, and not endless`() {
        #expect(rate([(131_072, 0)]) > 1_000_000)
        #expect(rate([(65_536, 0), (131_072, 0)]) > 500_000)
    }

    @Test func `texts are read as they were written, and nothing else is`() {
        let offer = MeasuringOffer(machines: 3)
        #expect(MeasuringOffer(text: offer.text) == offer)
        let upload = MeasuredUpload(bytes: 4, countedBytes: 3, microseconds: 2, countedMicroseconds: 1)
        #expect(MeasuredUpload(text: upload.text) == upload)
        for text in [
            "", "<html>", offer.text + "x", "dutymark-measure 1\nmachines -1\n", "dutymark-measure 2\nmachines 1\n",
        ] {
            #expect(MeasuringOffer(text: text) == nil, "\(text)")
        }
        #expect(MeasuredUpload(text: offer.text) == nil)
    }
}
