import CCairo
import DutyModel

/// What a PDF says of itself.
struct PDFFacts: Hashable, Sendable {
    /// The title a viewer shows.
    var title: String
    /// The one moment that stands as date of creation and of change, so that the same print gives the same
    /// bytes whenever it is drawn.
    var time: Timestamp
}

/// Drawings as files in memory. Every cairo object is released on every way out.
enum CairoSurface {
    /// A PDF of one page, its size in points.
    static func pdf(
        width: Double, height: Double, facts: PDFFacts, draw: (CairoCanvas) -> Void
    ) throws(DutyFailure) -> [UInt8] {
        let sink = ByteSink()
        return try withExtendedLifetime(sink) { () throws(DutyFailure) in
            let surface = cairo_pdf_surface_create_for_stream(ByteSink.write, sink.closure, width, height)
            defer { cairo_surface_destroy(surface) }
            cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, facts.title)
            cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATOR, "Dutymark")
            cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, facts.time.description)
            cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_MOD_DATE, facts.time.description)
            try paint(on: surface, draw)
            cairo_surface_finish(surface)
            try require(cairo_surface_status(surface))
            return sink.bytes
        }
    }

    /// A PNG on white paper, its size in points, at so many pixels an inch.
    static func png(
        width: Double, height: Double, pixelsPerInch: Double, draw: (CairoCanvas) -> Void
    ) throws(DutyFailure) -> [UInt8] {
        let scale = pixelsPerInch / 72
        let surface = cairo_image_surface_create(
            CAIRO_FORMAT_RGB24, Int32((width * scale).rounded()), Int32((height * scale).rounded()))
        defer { cairo_surface_destroy(surface) }
        try paint(on: surface) { canvas in
            canvas.scale(by: scale)
            canvas.fill(Box(x: 0, y: 0, width: width, height: height), .white)
            draw(canvas)
        }
        let sink = ByteSink()
        return try withExtendedLifetime(sink) { () throws(DutyFailure) in
            try require(cairo_surface_write_to_png_stream(surface, ByteSink.write, sink.closure))
            return sink.bytes
        }
    }

    private static func paint(on surface: OpaquePointer?, _ draw: (CairoCanvas) -> Void) throws(DutyFailure) {
        guard let context = cairo_create(surface) else {
            throw DutyFailure(.printFailed, "The impression could not be drawn: no memory.")
        }
        defer { cairo_destroy(context) }
        draw(CairoCanvas(context: context))
        try require(cairo_status(context))
    }

    private static func require(_ status: cairo_status_t) throws(DutyFailure) {
        guard status == CAIRO_STATUS_SUCCESS else {
            let why = cairo_status_to_string(status).map { String(cString: $0) } ?? "unknown"
            throw DutyFailure(.printFailed, "The impression could not be drawn: \(why).")
        }
    }
}

/// Bytes that cairo writes piece by piece.
private final class ByteSink {
    private(set) var bytes: [UInt8] = []

    /// What cairo hands back to `write`; good while the sink lives.
    var closure: UnsafeMutableRawPointer { Unmanaged.passUnretained(self).toOpaque() }

    static let write: cairo_write_func_t = { closure, data, count in
        guard let closure, let data else { return CAIRO_STATUS_WRITE_ERROR }
        Unmanaged<ByteSink>.fromOpaque(closure).takeUnretainedValue().bytes
            .append(contentsOf: UnsafeBufferPointer(start: data, count: Int(count)))
        return CAIRO_STATUS_SUCCESS
    }
}
