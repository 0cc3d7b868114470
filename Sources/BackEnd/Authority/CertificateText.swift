import Crypto
import DutyModel
import Foundation
import SwiftASN1
import X509

/// Certificates and keys as text and bytes, with every error named.
enum CertificateText {
    static func pem(_ certificate: Certificate) throws(DutyFailure) -> String {
        try issuing { try certificate.serializeAsPEM().pemString }
    }

    static func der(_ certificate: Certificate) throws(DutyFailure) -> [UInt8] {
        try issuing {
            var serializer = DER.Serializer()
            try serializer.serialize(certificate)
            return serializer.serializedBytes
        }
    }

    /// When a certificate ends; nil for bytes that are none.
    static func end(ofDER der: [UInt8]) -> Timestamp? {
        (try? Certificate(derEncoded: der)).map { Timestamp($0.notValidAfter) }
    }

    static func certificate(_ pem: [UInt8], path: String) throws(DutyFailure) -> Certificate {
        try reading(path, "a certificate") { try Certificate(pemEncoded: String(decoding: pem, as: UTF8.self)) }
    }

    /// Every certificate of a file, in its order; anyone may read it.
    static func certificates(file path: String, limitBytes: Int) throws(DutyFailure) -> [Certificate] {
        guard let data = FileManager.default.contents(atPath: path), data.count <= limitBytes else {
            throw DutyFailure(.fileUnreadable, "\(path) cannot be read.")
        }
        return try reading(path, "certificates") {
            try PEMDocument.parseMultiple(pemString: String(decoding: data, as: UTF8.self)).map {
                try Certificate(pemDocument: $0)
            }
        }
    }

    static func privateKey(_ pem: [UInt8], path: String) throws(DutyFailure) -> P256.Signing.PrivateKey {
        try reading(path, "a P-256 key") {
            try P256.Signing.PrivateKey(pemRepresentation: String(decoding: pem, as: UTF8.self))
        }
    }

    private static func reading<Value>(
        _ path: String, _ what: String, _ work: () throws -> Value
    ) throws(DutyFailure) -> Value {
        do {
            return try work()
        } catch {
            throw DutyFailure(.dataMalformed, "\(path) does not hold \(what).")
        }
    }

    /// Runs certificate work whose errors can only mean a fault of the program.
    static func issuing<Value>(_ work: () throws -> Value) throws(DutyFailure) -> Value {
        do {
            return try work()
        } catch {
            throw DutyFailure(.internalError, "A certificate could not be made: \(ErrorWords.of(error)).")
        }
    }
}
