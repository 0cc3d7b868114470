import DutyModel
import Foundation
import ProgramRunning
import Signing
import Testing

/// The key with which the key list is signed is lost, and somebody else may have it.
@Suite("The lost publisher key", .enabled(if: Namespaces.isPossible, "needs root, to make network namespaces"))
struct LostPublisherTests {
    private struct Franked: Decodable { let code: String }
    private struct Verdict: Decodable {
        struct List: Decodable {
            let version: UInt64
            let publisher: String
            let publisherPinned: Bool
            let serviceRoot: String?
        }
        let verdict: String
        let keyList: List
    }

    @Test("the root certifies another one; machine and reader follow by themselves, and the old key is worth nothing")
    func succeeded() async throws {
        try await withSeparateSite { site in
            for part in [RunningParts.Part.backEnd, .base, .tablet] { try site.start(part) }
            let place = site.place
            try await place.done("refill", "--amount", "1000")
            let code = try await place.done("frank", "--amount", "100", "--instrument", "4", "--json")
                .json(Franked.self).code
            func verify(_ data: String, _ words: String...) async throws -> ProgramAnswer {
                try await Program.run(["verify", "--code", code, "--data", data] + words)
            }
            // A reader somewhere else, who was told the publisher's key and nothing else.
            let reader = place.file("reader")
            try FileManager.default.createDirectory(atPath: reader + "/public", withIntermediateDirectories: true)
            try copy("publisher-key.txt", from: site.backEndData, to: reader)
            try copyLists(from: site.backEndData, to: reader)
            let before = try await verify(reader, "--json").json(Verdict.self)
            #expect(before.verdict == "genuine" && before.keyList.publisherPinned)
            let old = try list(in: site.backEndData)

            let keyFile = site.backEndData + "/backend/keys/publisher.key"
            let stolen = try Data(contentsOf: URL(filePath: keyFile))
            site.stop(.backEnd)
            try FileManager.default.removeItem(atPath: keyFile)
            let lost = try await Program.run(["backend", "alarms", "--data", site.backEndData])
            #expect(lost.status == 1 && lost.errors.contains("[key_missing]"), "\(lost)")
            let made = try await Program.run(
                ["backend", "root", "--new-key", "publisher", "--data", site.backEndData])
            #expect(made.status == 0, "\(made)")
            try site.start(.backEnd)

            try await place.until("the machine has the list of the new key") {
                // Whatever a machine asks brings it the news; here, nothing is due by itself.
                try await place.done("audit")
                return try await verify(place.data, "--json").json(Verdict.self).keyList.publisher
                    != before.keyList.publisher
            }
            try copyLists(from: site.backEndData, to: reader)
            let new = try list(in: site.backEndData)
            for data in [place.data, reader] {
                let answer = try await verify(data, "--json")
                let verdict = try answer.json(Verdict.self)
                #expect(answer.status == 0 && verdict.keyList.publisher == new.publisher.hex, "\(answer)")
                #expect(verdict.keyList.serviceRoot == new.certification?.root.fingerprint.hex)
            }
            #expect(try await place.status().problems == [])

            // What the thief signs goes on to be newer by its number, and its certificate was good once.
            let signer = try #require(Ed25519Signer(seed: stolen))
            let forged = try KeyListContents(
                demonstration: true, verifyPrefixes: new.verifyPrefixes, entries: [], marks: [], remarks: []
            ).signed(
                version: new.version + 1_000, issuedAt: new.issuedAt, validUntil: new.validUntil,
                certification: old.certification, by: signer)
            for data in [place.data, reader] {
                for list in forged {
                    let name = list.format == .third ? "key-list-3.json" : "key-list.json"
                    try Data(list.json).write(to: URL(filePath: data + "/public/" + name))
                }
                for words in [[], ["--key", data + "/public/key-list-3.json"]] {
                    let answer = try await Program.run(["verify", "--code", code, "--data", data] + words)
                    #expect(answer.status == 3 && answer.errors.contains("[key_list_rolled_back]"), "\(answer)")
                }
            }
            // The machine gets itself the right one again.
            site.stop(.tablet)
            try site.start(.tablet)
            try await place.until("the machine's list is the publisher's again") {
                try await place.done("audit")
                return try await verify(place.data).status == 0
            }
        }
    }

    private func list(in data: String) throws -> KeyList {
        try KeyList.verified(json: Array(Data(contentsOf: URL(filePath: data + "/public/key-list-3.json"))))
    }

    private func copyLists(from source: String, to target: String) throws {
        for name in ["key-list-3.json", "key-list.json"] { try copy(name, from: source, to: target) }
    }

    private func copy(_ name: String, from source: String, to target: String) throws {
        try Data(contentsOf: URL(filePath: source + "/public/" + name)).write(
            to: URL(filePath: target + "/public/" + name))
    }
}
