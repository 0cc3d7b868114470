import CZBar
import DutyModel
import Signing

/// Finds the stamp code in a picture of a document.
public struct QRImageReader: Sendable {
    private let limits = PNGRaster.Limits()

    /// A reader; it holds nothing but its limits: 64 MiB and 100 million pixels.
    public init() {}

    /// The one stamp code in a PNG picture; QR codes of other kinds on the sheet are passed over, and the same
    /// code seen twice counts once. What the code says is not checked here.
    ///
    /// - Throws: `image_unreadable` for anything that is not a PNG within the limits, and where no stamp code
    ///   or more than one is found.
    public func stampCode(inPNG png: [UInt8]) throws(DutyFailure) -> String {
        let texts = try qrTexts(inPNG: png)
        let codes = Set(texts.filter(StampCode.hasOuterForm))
        if let code = codes.first, codes.count == 1 { return code }
        if codes.count > 1 {
            throw DutyFailure(
                .imageUnreadable, "The picture shows \(codes.count) different stamp codes.",
                remedy: "Cut the picture so that it shows one stamp.")
        }
        throw PNGRaster.unreadable(
            texts.isEmpty
                ? "No QR code can be read in the picture." : "The QR code in the picture is not a stamp code.")
    }

    /// The texts of all QR codes in a PNG picture, in no order; throws `image_unreadable`.
    public func qrTexts(inPNG png: [UInt8]) throws(DutyFailure) -> [String] {
        try PNGRaster.open(png: png, limits: limits) { raster throws(DutyFailure) in
            guard let picture = zbar_image_create() else { throw Self.noMemory }
            defer { zbar_image_destroy(picture) }
            zbar_image_set_format(picture, Self.format("BGR4"))
            zbar_image_set_size(picture, raster.width, raster.height)
            // Without a clean-up function the pixels stay those of the raster.
            zbar_image_set_data(picture, raster.pixels.baseAddress, UInt(raster.pixels.count), nil)
            guard let grey = zbar_image_convert(picture, Self.format("Y800")) else { throw Self.noMemory }
            defer { zbar_image_destroy(grey) }
            return try Self.scan(grey)
        }
    }

    private static func scan(_ grey: OpaquePointer) throws(DutyFailure) -> [String] {
        guard let scanner = zbar_image_scanner_create() else { throw noMemory }
        defer { zbar_image_scanner_destroy(scanner) }
        guard zbar_image_scanner_set_config(scanner, ZBAR_NONE, ZBAR_CFG_ENABLE, 0) == 0,
            zbar_image_scanner_set_config(scanner, ZBAR_QRCODE, ZBAR_CFG_ENABLE, 1) == 0,
            zbar_scan_image(scanner, grey) >= 0
        else { throw PNGRaster.unreadable("The picture could not be searched for QR codes.") }
        return texts(of: grey)
    }

    /// The number of a pixel format as zbar writes it: four characters, the first one lowest.
    private static func format(_ name: String) -> UInt {
        name.utf8.reversed().reduce(0) { $0 << 8 | UInt($1) }
    }

    private static var noMemory: DutyFailure { PNGRaster.unreadable("The QR reader could not be started.") }

    private static func texts(of image: OpaquePointer) -> [String] {
        var texts: [String] = []
        var symbol = zbar_image_first_symbol(image)
        while let current = symbol {
            if let data = zbar_symbol_get_data(current) {
                let bytes = UnsafeRawBufferPointer(start: data, count: Int(zbar_symbol_get_data_length(current)))
                texts.append(String(decoding: bytes, as: UTF8.self))
            }
            symbol = zbar_symbol_next(current)
        }
        return texts
    }
}
