import DutyModel

extension StampRecord {
    /// The 25 to 36 bytes that stand in a stamp code: version, serial (4), life, counter (4), value (8), time (4),
    /// state (2), then the article to the end. A moment before 1970 or after 2106 does not survive this form:
    /// `StampCode.encode` refuses such a record, nobody signs it, and no signature on it counts.
    public var compactBytes: [UInt8] {
        var bytes: [UInt8] = [Self.version]
        func append<Number: FixedWidthInteger>(_ number: Number) {
            withUnsafeBytes(of: number.bigEndian) { bytes.append(contentsOf: $0) }
        }
        append(psdKey.serial.number)
        append(psdKey.life)
        append(counter)
        append(UInt64(bitPattern: value.count))
        append(UInt32(truncatingIfNeeded: time.seconds))
        bytes += Array(state.letters.utf8)
        bytes += Array(article.text.utf8)
        return bytes
    }

    /// Whether the moment survives the compact form.
    var fitsCompactForm: Bool { UInt32(exactly: time.seconds) != nil }

    /// Reads exactly what `compactBytes` writes; throws `code_malformed`.
    public init(compactBytes bytes: [UInt8]) throws(DutyFailure) {
        let malformed = DutyFailure(.codeMalformed, "The code does not hold an impression.")
        guard Self.compactLengths.contains(bytes.count), bytes[0] == Self.version else { throw malformed }
        func number<Number: FixedWidthInteger>(at place: Int, as: Number.Type) -> Number {
            bytes[place..<place + Number.bitWidth / 8].reduce(0) { $0 << 8 | Number(truncatingIfNeeded: $1) }
        }
        do {
            self.init(
                psdKey: PSDKeyID(serial: PSDSerial(number(at: 1, as: UInt32.self)), life: bytes[5]),
                counter: number(at: 6, as: UInt32.self),
                value: Paise(number(at: 10, as: Int64.self)),
                time: Timestamp(Int64(number(at: 18, as: UInt32.self))),
                state: try StateCode(String(decoding: bytes[22..<24], as: UTF8.self)),
                article: try Article(String(decoding: bytes[24...], as: UTF8.self)))
        } catch {
            throw malformed
        }
        guard value > .zero, counter > 0, psdKey.life > 0, compactBytes == bytes else { throw malformed }
    }

    /// How many bytes the compact form of a record may have.
    static let compactLengths = 25...24 + Article.longest

    private static var version: UInt8 { 1 }

    /// What the device signs (`dutymark.impression.v1`).
    public var signedForm: CanonicalForm {
        var form = CanonicalForm(context: .impression)
        form.append(compactBytes, isWhole: fitsCompactForm)
        return form
    }
}

extension UsageRecord {
    /// What the device signs (`dutymark.usage.v1`).
    public var signedForm: CanonicalForm {
        var form = CanonicalForm(context: .usage)
        form.append(stamp.record.compactBytes, isWhole: stamp.record.fitsCompactForm)
        form.append(stamp.signature.bytes)
        form.append(registers)
        form.append(previous.bytes)
        return form
    }
}

extension SignedUsageRecord {
    /// What the next record of the device names as the one before it: SHA-256 of form and signature.
    public var chainHash: ContentHash { ContentHash(sha256: record.signedForm.bytes + signature.bytes) }
}

extension UsageBatch {
    /// A batch of these records, with its hash.
    public init(psdKey: PSDKeyID, records: [SignedUsageRecord]) {
        var form = CanonicalForm(context: .usageBatch)
        form.append(text: psdKey.description)
        for record in records { form.append(record.signature.bytes) }
        self.init(psdKey: psdKey, records: records, hash: ContentHash(sha256: form.bytes))
    }

    /// Whether the hash is the one of these records.
    public var hashIsGood: Bool { UsageBatch(psdKey: psdKey, records: records).hash == hash }
}

extension CanonicalForm {
    /// Appends a statement, as one field a fact.
    mutating func append(_ statement: RegisterStatement) {
        append(text: statement.psdKey.description)
        append(statement.registers)
        append(number: UInt64(statement.itemCount))
        append(number: statement.appliedSequence)
        append(statement.lastGrant.bytes)
        append(number: statement.statementCounter)
        append(statement.chainHead.bytes)
        append(statement.time)
    }

    /// Appends an operation, as one field a fact.
    mutating func append(_ operation: RefillOperation) {
        append(text: operation.psdKey.description)
        append(operation.id.bytes)
        append(number: operation.sequence)
        append(number: UInt64(operation.attempt))
        append(operation.amount)
    }
}

extension RegisterStatement {
    /// SHA-256 of the statement's form (`dutymark.statement.v1`); two statements with one counter and two hashes
    /// betray a clone.
    public var contentHash: ContentHash {
        var form = CanonicalForm(context: .statement)
        form.append(self)
        return ContentHash(sha256: form.bytes)
    }
}

extension RefillRequest {
    /// What the device signs (`dutymark.refill-request.v1`).
    public static func signedForm(
        operation: RefillOperation, nonce: Nonce, statement: RegisterStatement
    ) -> CanonicalForm {
        var form = CanonicalForm(context: .refillRequest)
        form.append(operation)
        form.append(nonce.bytes)
        form.append(statement)
        return form
    }

    /// What the device signed.
    public var signedForm: CanonicalForm {
        Self.signedForm(operation: operation, nonce: nonce, statement: statement)
    }
}

extension AuditRequest {
    /// What the device signs (`dutymark.audit-request.v1`; `.v2` where it names a root).
    public static func signedForm(
        id: OperationID, nonce: Nonce, statement: RegisterStatement, unsentCount: UInt32, root: ContentHash? = nil
    ) -> CanonicalForm {
        var form = CanonicalForm(context: root == nil ? .auditRequest : .rootedAuditRequest)
        form.append(id.bytes)
        form.append(nonce.bytes)
        form.append(statement)
        form.append(number: UInt64(unsentCount))
        if let root { form.append(root.bytes) }
        return form
    }

    /// What the device signed.
    public var signedForm: CanonicalForm {
        Self.signedForm(id: id, nonce: nonce, statement: statement, unsentCount: unsentCount, root: root)
    }
}
