import CCairo

extension CairoCanvas {
    /// A QR code with its quiet zone's top left at this place. Edges are left sharp: a blurred edge costs
    /// reading distance.
    func draw(_ symbol: QRSymbol, x: Double, y: Double, module: Double) {
        let quiet = Double(QRSymbol.quietModules) * module
        let side = Double(symbol.side) * module
        fill(Box(x: x, y: y, width: side + 2 * quiet, height: side + 2 * quiet), .white)
        use(.black)
        cairo_set_antialias(context, CAIRO_ANTIALIAS_NONE)
        for row in 0..<symbol.side {
            for column in 0..<symbol.side where symbol.isDark(row: row, column: column) {
                cairo_rectangle(
                    context, x + quiet + Double(column) * module, y + quiet + Double(row) * module, module, module)
            }
        }
        cairo_fill(context)
        cairo_set_antialias(context, CAIRO_ANTIALIAS_DEFAULT)
    }
}
