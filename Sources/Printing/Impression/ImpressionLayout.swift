/// Where the parts of an impression stand, in points; every edge lies on a whole pixel at 300 dpi.
struct ImpressionLayout: Hashable, Sendable {
    /// One pixel at 300 dpi.
    static let pixel = 72.0 / 300
    /// A module of the code: 7 pixels, 0.59 mm; the least that is allowed is 0.4 mm.
    static let module = 7 * pixel

    /// The whole impression: 1,500 × 850 pixels, 127 × 72 mm.
    let frame: Box
    /// State and kind of stamp, in reverse on red.
    let header: Box
    /// Value, date, instrument and numbers.
    let facts: Box
    /// The code with its quiet zone, and what to do with it.
    let check: Box
    /// What every print of a demonstration says; without height on others.
    let footer: Box

    /// The impression whose frame has its top left corner here.
    init(x: Double, y: Double, demonstration: Bool) {
        let pixel = Self.pixel
        let line = 8 * pixel
        let headerHeight = 122 * pixel
        let footerHeight = demonstration ? 66 * pixel : 0
        let checkWidth = 420 * pixel
        frame = Box(x: x, y: y, width: 1500 * pixel, height: (784 * pixel) + footerHeight)
        let inner = frame.inset(by: line)
        header = Box(x: inner.x, y: inner.y, width: inner.width, height: headerHeight)
        footer = Box(x: inner.x, y: inner.y + inner.height - footerHeight, width: inner.width, height: footerHeight)
        let top = header.y + headerHeight
        let height = footer.y - top
        check = Box(x: inner.x + inner.width - checkWidth, y: top, width: checkWidth, height: height)
        facts = Box(x: inner.x, y: top, width: inner.width - checkWidth, height: height)
    }
}
