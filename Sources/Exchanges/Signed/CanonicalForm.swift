import DutyModel

/// The bytes that are signed: a context string, then fields, each led by its length (4 bytes, big endian).
///
/// Built from decoded values, never from the XML that carried them. Two different lists of fields never give
/// the same bytes, and two kinds of form never share a context.
public struct CanonicalForm: Hashable, Sendable {
    /// The form's bytes.
    public private(set) var bytes: [UInt8]
    /// Whether every value stands in it whole. A form that had to cut one is the form of another value too, so nobody signs
    /// it, and no signature over it counts.
    public private(set) var isWhole = true

    /// A form that so far holds its context only.
    public init(context: SigningContext) {
        self.init()
        append(text: context.rawValue)
    }

    /// Fields that have no context yet.
    init() {
        bytes = []
        bytes.reserveCapacity(512)
    }

    /// A form of these fields under a context.
    init(context: SigningContext, _ fields: CanonicalForm) {
        self.init(context: context)
        bytes += fields.bytes
        isWhole = fields.isWhole
    }

    /// Appends a field of bytes.
    public mutating func append(_ field: some Collection<UInt8>) {
        append(bigEndian: UInt32(field.count))
        bytes.append(contentsOf: field)
    }

    /// Appends a field of bytes; the same, for the kind of collection that nearly all fields are.
    public mutating func append(_ field: [UInt8]) {
        append(bigEndian: UInt32(field.count))
        bytes += field
    }

    /// Appends a field of text, in UTF-8.
    public mutating func append(text: String) { append(text.utf8) }

    /// Appends a field that holds a whole number, in 8 bytes, big endian.
    public mutating func append(number: UInt64) {
        append(bigEndian: UInt32(8))
        append(bigEndian: number)
    }

    /// Appends an amount as a field of 8 bytes, two's complement.
    public mutating func append(_ amount: Paise) { append(number: UInt64(bitPattern: amount.count)) }

    /// Appends a moment as a field of 8 bytes, two's complement.
    public mutating func append(_ time: Timestamp) { append(number: UInt64(bitPattern: time.seconds)) }

    /// Appends a field of bytes into which a value may not have fitted.
    public mutating func append(_ field: [UInt8], isWhole: Bool) {
        append(field)
        self.isWhole = self.isWhole && isWhole
    }

    /// Throws `value_malformed` where a value was cut.
    public func requireWhole() throws(DutyFailure) {
        guard isWhole else {
            throw DutyFailure(.valueMalformed, "A moment outside of the years 1970 to 2106 can't be signed.")
        }
    }

    private mutating func append<Number: FixedWidthInteger>(bigEndian number: Number) {
        withUnsafeBytes(of: number.bigEndian) { bytes.append(contentsOf: $0) }
    }
}
