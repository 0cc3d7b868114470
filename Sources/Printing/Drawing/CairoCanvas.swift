import CCairo

/// A place on the sheet, in points (1/72 inch) from the top left.
struct Box: Hashable, Sendable {
    var x: Double
    var y: Double
    var width: Double
    var height: Double

    /// The box made smaller by so much on every side.
    func inset(by margin: Double) -> Box {
        Box(x: x + margin, y: y + margin, width: width - 2 * margin, height: height - 2 * margin)
    }
}

/// An ink; parts from 0 to 1.
struct Ink: Hashable, Sendable {
    var red: Double
    var green: Double
    var blue: Double
    var alpha = 1.0

    static let white = Ink(red: 1, green: 1, blue: 1)
    static let black = Ink(red: 0, green: 0, blue: 0)
    /// The red of franking ink; dark enough for 7:1 against white paper.
    static let franking = Ink(red: 0.62, green: 0.07, blue: 0.11)

    /// The same ink, laid on thinner.
    func thinned(to alpha: Double) -> Ink { Ink(red: red, green: green, blue: blue, alpha: alpha) }
}

/// Lines and areas on a cairo context, which outlives the canvas.
struct CairoCanvas {
    let context: OpaquePointer

    func scale(by factor: Double) { cairo_scale(context, factor, factor) }

    func fill(_ box: Box, _ ink: Ink) {
        use(ink)
        cairo_rectangle(context, box.x, box.y, box.width, box.height)
        cairo_fill(context)
    }

    /// The line runs inside the box, so that frames of different widths share an outer edge.
    func stroke(_ box: Box, _ ink: Ink, width: Double, dashes: [Double] = []) {
        let inner = box.inset(by: width / 2)
        use(ink)
        cairo_set_line_width(context, width)
        cairo_set_dash(context, dashes, Int32(dashes.count), 0)
        cairo_rectangle(context, inner.x, inner.y, inner.width, inner.height)
        cairo_stroke(context)
    }

    /// A horizontal or vertical rule, or any other straight line.
    func rule(from start: (x: Double, y: Double), to end: (x: Double, y: Double), _ ink: Ink, width: Double) {
        use(ink)
        cairo_set_line_width(context, width)
        cairo_set_dash(context, [], 0, 0)
        cairo_move_to(context, start.x, start.y)
        cairo_line_to(context, end.x, end.y)
        cairo_stroke(context)
    }

    /// Draws with the origin moved to the middle of the box and turned by so many radians.
    func turned(by angle: Double, in box: Box, _ draw: () -> Void) {
        cairo_save(context)
        cairo_rectangle(context, box.x, box.y, box.width, box.height)
        cairo_clip(context)
        cairo_translate(context, box.x + box.width / 2, box.y + box.height / 2)
        cairo_rotate(context, angle)
        draw()
        cairo_restore(context)
    }

    func use(_ ink: Ink) { cairo_set_source_rgba(context, ink.red, ink.green, ink.blue, ink.alpha) }
}
