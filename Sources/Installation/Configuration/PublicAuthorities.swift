import DutyModel
import Foundation
import LocalSystem
import SiteNetwork

/// The authorities that a site cannot have added to.
package struct PublicAuthorities {
    package let roots: TrustRoots
    /// The same as PEM.
    let pem: String
    /// Which they are, in words.
    package let words: String

    /// Debian's folder of Mozilla's list; what a site adds goes elsewhere.
    private static let folder = "/usr/share/ca-certificates/mozilla"
    /// The most bytes of a PEM file; the whole list of Mozilla has a tenth of it.
    private static let mostBytes = 4_194_304

    /// The authorities of a PEM file, or without one those of Mozilla as Debian has them; never this computer's merged
    /// list, to which a site may have added its own.
    package static func load(_ path: String?) throws(DutyFailure) -> PublicAuthorities {
        if let path {
            guard let bytes = try BoundedFile.read(path, mostBytes: mostBytes) else {
                throw DutyFailure(.fileUnreadable, "There is no file \(path).")
            }
            do {
                return try PublicAuthorities(
                    pem: String(decoding: bytes, as: UTF8.self), words: "the authorities in \(path)")
            } catch {
                throw DutyFailure(
                    error.code, "\(path): \(error.message)", remedy: "Give a PEM file of authorities with --roots.")
            }
        }
        let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).filter {
            $0.hasSuffix(".crt")
        }
        let texts = names.sorted().compactMap { try? String(contentsOfFile: folder + "/" + $0, encoding: .utf8) }
        guard !texts.isEmpty else {
            throw DutyFailure(
                .fileUnreadable, "There is no list of public authorities in \(folder).",
                remedy: "Install the Debian package ca-certificates, or give a PEM file with --roots.")
        }
        return try PublicAuthorities(
            pem: texts.joined(separator: "\n"), words: "\(texts.count) authorities of Mozilla’s list in \(folder)")
    }

    private init(pem: String, words: String) throws(DutyFailure) {
        roots = try TrustRoots(pem: pem)
        self.pem = pem
        self.words = words
    }
}
