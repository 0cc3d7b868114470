import DutyModel

/// A key list as it stands in its file; strict on reading, so that a misspelt key is never passed over.
struct KeyListFile: Codable {
    var format: KeyListFormat
    var version: UInt64
    var issuedAt: String
    /// In the third form alone, and there in lists that say their end.
    var validUntil: String?
    var publisher: PublicKeyBytes
    var demonstration: Bool
    var verifyPrefixes: [VerifyPrefix]
    var keys: [Strict<Key>]
    /// Absent in the first form, present in every later one.
    var marks: [Strict<Mark>]?
    /// Absent in the first two forms, present in every later one.
    var remarks: [Strict<Remark>]?
    /// Beside an end alone, where a service root vouches for the publisher.
    var certification: PublisherCertification?
    var signature: SignatureBytes

    enum CodingKeys: String, CodingKey, CaseIterable {
        case format, version, issuedAt, validUntil, publisher, demonstration, verifyPrefixes, keys, marks, remarks
        case certification, signature
    }

    struct Key: KeyListPart {
        var psdKey: PSDKeyID
        var publicKey: PublicKeyBytes
        var machine: MachineSerial
        var licence: LicenceNumber
        var state: StateCode
        var firstCounter: UInt32
        var lastCounter: UInt32?
        var validFrom: String
        var validUntil: String?
        var status: String
        var statusSince: String?
        var statusReason: String?

        enum CodingKeys: String, CodingKey, CaseIterable {
            case psdKey, publicKey, machine, licence, state, firstCounter, lastCounter, validFrom, validUntil
            case status, statusSince, statusReason
        }
    }

    struct Mark: KeyListPart {
        var psdKey: PSDKeyID
        var counter: UInt32
        var kind: String
        var at: String

        enum CodingKeys: String, CodingKey, CaseIterable {
            case psdKey, counter, kind, at
        }
    }

    struct Remark: KeyListPart {
        var psdKey: PSDKeyID
        var firstCounter: UInt32
        var lastCounter: UInt32?
        var kind: String
        var since: String

        enum CodingKeys: String, CodingKey, CaseIterable {
            case psdKey, firstCounter, lastCounter, kind, since
        }
    }

    init(from decoder: any Decoder) throws {
        try decoder.refuseKeys(notIn: CodingKeys.self)
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let name = try container.decode(String.self, forKey: .format)
        guard let format = KeyListFormat(rawValue: name) else {
            throw DutyFailure(.keyListBad, "“\(name.prefix(32))” is not a form of key list that is known here.")
        }
        let held: [(CodingKeys, Bool)] = [
            (.marks, format.holdsMarks), (.remarks, format.holdsRemarks), (.validUntil, format.holdsEnd),
            (.certification, format.holdsEnd && container.contains(.validUntil)),
        ]
        for (key, isHeld) in held where !isHeld && container.contains(key) {
            throw DutyFailure(.keyListBad, "“\(key.stringValue)” is not a part of a key list of the form “\(name)”.")
        }
        self.format = format
        version = try container.decode(UInt64.self, forKey: .version)
        issuedAt = try container.decode(String.self, forKey: .issuedAt)
        validUntil = container.contains(.validUntil) ? try container.decode(String.self, forKey: .validUntil) : nil
        publisher = try container.decode(PublicKeyBytes.self, forKey: .publisher)
        demonstration = try container.decode(Bool.self, forKey: .demonstration)
        verifyPrefixes = try container.decode([VerifyPrefix].self, forKey: .verifyPrefixes)
        keys = try container.decode([Strict<Key>].self, forKey: .keys)
        marks = format.holdsMarks ? try container.decode([Strict<Mark>].self, forKey: .marks) : nil
        remarks = format.holdsRemarks ? try container.decode([Strict<Remark>].self, forKey: .remarks) : nil
        certification =
            container.contains(.certification)
            ? try container.decode(PublisherCertification.self, forKey: .certification) : nil
        signature = try container.decode(SignatureBytes.self, forKey: .signature)
    }
}

/// Parts of a key list whose coding is the compiler's own.
protocol KeyListPart: Codable {
    associatedtype CodingKeys: CodingKey & CaseIterable
}

/// A part that is refused where it holds a key that its form does not have.
struct Strict<Part: KeyListPart>: Codable {
    let value: Part

    init(_ value: Part) { self.value = value }

    init(from decoder: any Decoder) throws {
        try decoder.refuseKeys(notIn: Part.CodingKeys.self)
        value = try Part(from: decoder)
    }

    func encode(to encoder: any Encoder) throws { try value.encode(to: encoder) }
}

/// A key of a JSON object, whatever its name.
private struct AnyName: CodingKey {
    var stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
}

extension Decoder {
    /// Throws where the object holds a key that the form does not have.
    fileprivate func refuseKeys<Names: CodingKey & CaseIterable>(notIn names: Names.Type) throws {
        let known = Set(Names.allCases.map(\.stringValue))
        for key in try container(keyedBy: AnyName.self).allKeys where !known.contains(key.stringValue) {
            throw DutyFailure(.keyListBad, "“\(key.stringValue.prefix(32))” is not a part of a key list.")
        }
    }
}
