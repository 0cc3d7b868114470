import CCairo
import DutyModel

/// The pixels of a picture while it is open: 4 bytes a pixel in the order blue, green, red, nothing; rows from
/// the top without gaps; transparent parts lie on white paper.
struct PNGRaster {
    /// How large a picture may be.
    struct Limits: Hashable, Sendable {
        /// The most bytes of a file; a page scanned at 1,200 dpi in colour fits.
        var mostBytes = 64 << 20
        /// The most pixels, checked in the header before anything is unpacked; A3 at 600 dpi fits.
        var mostPixels = 100_000_000
    }

    let width: UInt32
    let height: UInt32
    let pixels: UnsafeMutableRawBufferPointer

    /// Opens a PNG file for as long as `body` runs; throws `image_unreadable`, and what `body` throws.
    static func open<Answer>(
        png: [UInt8], limits: Limits, _ body: (PNGRaster) throws(DutyFailure) -> Answer
    ) throws(DutyFailure) -> Answer {
        try requireHeader(of: png, limits: limits)
        let source = ByteSource(png)
        let surface = withExtendedLifetime(source) {
            cairo_image_surface_create_from_png_stream(ByteSource.read, source.closure)
        }
        defer { cairo_surface_destroy(surface) }
        try layOnWhite(surface)
        let width = cairo_image_surface_get_width(surface)
        let height = cairo_image_surface_get_height(surface)
        guard let start = cairo_image_surface_get_data(surface), width > 0, height > 0,
            cairo_image_surface_get_stride(surface) == width * 4
        else { throw unreadable("The picture cannot be unpacked.") }
        let pixels = UnsafeMutableRawBufferPointer(start: start, count: Int(width) * 4 * Int(height))
        return try body(PNGRaster(width: UInt32(width), height: UInt32(height), pixels: pixels))
    }

    /// Puts white paper under a picture in place, without a second copy of it. Cairo's pixels are 32-bit words,
    /// which on the little-endian machines Swift runs on stand as blue, green, red, alpha.
    private static func layOnWhite(_ surface: OpaquePointer?) throws(DutyFailure) {
        guard cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS else {
            throw unreadable("The file is not a whole PNG picture.")
        }
        let format = cairo_image_surface_get_format(surface)
        guard format == CAIRO_FORMAT_ARGB32 || format == CAIRO_FORMAT_RGB24 else {
            throw unreadable("The picture has a kind of pixels that is not read here.")
        }
        guard format == CAIRO_FORMAT_ARGB32 else { return cairo_surface_flush(surface) }
        let context = cairo_create(surface)
        defer { cairo_destroy(context) }
        cairo_set_operator(context, CAIRO_OPERATOR_DEST_OVER)
        cairo_set_source_rgb(context, 1, 1, 1)
        cairo_paint(context)
        guard cairo_status(context) == CAIRO_STATUS_SUCCESS else { throw unreadable("The picture cannot be unpacked.") }
        cairo_surface_flush(surface)
    }

    /// Signature, then IHDR with width and height; a picture is judged by these before it is unpacked.
    private static func requireHeader(of png: [UInt8], limits: Limits) throws(DutyFailure) {
        guard png.count <= limits.mostBytes else {
            throw unreadable("The file has \(png.count) bytes; at most \(limits.mostBytes) are read.")
        }
        guard png.count >= 33, png.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]),
            Array(png[12..<16]) == Array("IHDR".utf8)
        else {
            throw DutyFailure(.imageUnreadable, "The file is not a PNG picture.", remedy: "Save the scan as PNG.")
        }
        func number(at place: Int) -> UInt64 { png[place..<place + 4].reduce(0) { $0 << 8 | UInt64($1) } }
        let (width, height) = (number(at: 16), number(at: 20))
        guard width > 0, height > 0, width * height <= UInt64(limits.mostPixels) else {
            throw unreadable("A picture of \(width) × \(height) pixels is not read here.")
        }
    }

    static func unreadable(_ message: String) -> DutyFailure { DutyFailure(.imageUnreadable, message) }
}

/// Bytes that cairo reads piece by piece.
private final class ByteSource {
    private let bytes: [UInt8]
    private var place = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// What cairo hands back to `read`; good while the source lives.
    var closure: UnsafeMutableRawPointer { Unmanaged.passUnretained(self).toOpaque() }

    static let read: cairo_read_func_t = { closure, target, count in
        guard let closure, let target else { return CAIRO_STATUS_READ_ERROR }
        return Unmanaged<ByteSource>.fromOpaque(closure).takeUnretainedValue().copy(to: target, Int(count))
    }

    private func copy(to target: UnsafeMutablePointer<UInt8>, _ count: Int) -> cairo_status_t {
        guard count <= bytes.count - place else { return CAIRO_STATUS_READ_ERROR }
        bytes.withUnsafeBufferPointer { all in
            if let start = all.baseAddress { target.update(from: start + place, count: count) }
        }
        place += count
        return CAIRO_STATUS_SUCCESS
    }
}
