import ArgumentParser
import DutyModel
import Exchanges
import Foundation
import Printing
import PublishedKeys
import Signing
import Testing
import VerifyHTTP

@testable import DutymarkCommands
@testable import Installation

@Suite struct VerifyCommandTests {
    @Test func genuineStampIsShownWithItsContents() throws {
        try VerifyInstallation.with { installation in
            let outcome = try installation.verify("--code", installation.code)
            #expect(outcome.exitStatus == 0)
            #expect(outcome.failureText.isEmpty)
            for part in [
                "Genuine.", "₹2,62,500.00", "Rupees two lakh sixty-two thousand five hundred only",
                "24 Nov 2026, 11:30:00 IST", "2026-11-24T06:00:00Z", "Article 5(h)(B)", "MH", "B700-000042",
                "MH-FR-000317", "P00000042-1", "17", "demonstration", "version 3",
            ] { #expect(outcome.text.contains(part), "\(part)") }
            #expect(!outcome.text.contains("vouches"))
        }
    }

    @Test func printedPictureIsReadAndJudged() throws {
        try VerifyInstallation.with { installation in
            let png = try installation.write(ImpressionPrinter().png(installation.face), "stamp.png")
            #expect(try installation.verify("--image", png).exitStatus == 0)
        }
    }

    @Test func changedCodeIsNotProvenAndSaysWhy() throws {
        try VerifyInstallation.with { installation in
            let last: Character = installation.code.last == "A" ? "B" : "A"
            for code in [String(installation.code.dropLast()) + String(last), installation.code.lowercased(), "", "x"] {
                let outcome = try installation.verify("--code", code)
                #expect(outcome.exitStatus == 2)
                #expect(outcome.text.isEmpty)
                let failure = try #require(outcome.failure)
                #expect(outcome.failureText.contains("Not proven genuine."))
                #expect(outcome.failureText.contains(failure.remedy))
                #expect(outcome.failureText.contains("[\(failure.code.rawValue)]"))
            }
        }
    }

    @Test func withdrawnMachineIsNamed() throws {
        try VerifyInstallation.with(status: .withdrawn(at: Timestamp(1_795_550_000))) { installation in
            let outcome = try installation.verify("--code", installation.code)
            #expect(outcome.exitStatus == 1)
            #expect(outcome.text.contains("Genuine, but:"))
            #expect(outcome.text.contains("taken out of use on 2026-11-24T19:53:20Z"))
        }
    }

    @Test(arguments: [
        ([StampMark.Kind.spoiled], "declared_spoiled", "declared spoiled on 2026-11-24T19:53:20Z"),
        ([.refunded], "refunded", "given back on 2026-11-24T19:53:20Z"),
        ([.spoiled, .refunded], "refunded", "given back on 2026-11-24T19:53:20Z"),
    ])
    func markedStampIsNamed(marks: [StampMark.Kind], kind: String, words: String) throws {
        try VerifyInstallation.with(status: .withdrawn(at: Timestamp(1_795_540_000)), marks: marks) { installation in
            let outcome = try installation.verify("--code", installation.code)
            #expect(outcome.exitStatus == 1)
            #expect(outcome.text.contains("Genuine, but:") && outcome.text.contains(words))
            let report = try object(outcome.json)
            #expect(report["verdict"] as? String == "genuine_but")
            let remarks = try #require(report["remarks"] as? [[String: Any]])
            #expect(remarks.map { $0["kind"] as? String } == [kind, "withdrawn_since"])
            #expect(remarks.first?["since"] as? String == "2026-11-24T19:53:20Z")
        }
    }

    @Test func pageSaysTheSameOfAMarkedStamp() throws {
        let verdicts: [([StampMark.Kind], VerifyVerdict)] = [
            ([], .genuine), ([.spoiled], .genuineSpoiled), ([.spoiled, .refunded], .genuineRefunded),
        ]
        for (marks, verdict) in verdicts {
            try VerifyInstallation.with(marks: marks) { installation in
                let answer = installation.judge().answer(installation.code)
                #expect(answer.verdict == verdict)
                #expect(answer.source.contains("version 3") && answer.source.contains("1 hour ago"))
                #expect(answer.contents?.stamp.counter == 17)
            }
        }
    }

    @Test func ageOfTheListIsSaidEverywhereAndRemarkedOnceItIsOld() throws {
        try VerifyInstallation.with { installation in
            let fresh = try installation.verify("--code", installation.code)
            #expect(fresh.text.contains("signed 1 hour ago (2026-11-25T09:46:40Z)"))
            let list = try #require(try object(fresh.json)["keyList"] as? [String: Any])
            #expect(list["ageSeconds"] as? Int == 3600)

            let later = VerifyInstallation.issuedAt.advanced(byDays: 3)
            let old = try installation.verify("--code", installation.code, at: later)
            #expect(old.exitStatus == 1)
            #expect(old.text.contains("The key list used here is 3 days old.") && old.text.contains("isn’t known here"))
            let report = try object(old.json)
            #expect(report["verdict"] as? String == "genuine_but")
            let remarks = try #require(report["remarks"] as? [[String: Any]])
            #expect(remarks.map { $0["kind"] as? String } == ["list_old"])
            #expect(remarks.first?["since"] as? String == "2026-11-25T09:46:40Z")
            let page = installation.judge(at: later).answer(installation.code)
            #expect(page.verdict == .genuineOldList && page.reason.contains("3 days old"))

            // A machine licensed since is unknown to the list, and the reader hears that this may be why.
            let unknown = try installation.verify("--code", "x", at: later)
            #expect(unknown.exitStatus == 2 && unknown.failureText.contains("3 days old"))
            #expect(installation.judge(at: later).answer("X").reason.contains("3 days old"))

            let behind = VerifyInstallation.issuedAt.advanced(byDays: -1)
            let ahead = try installation.verify("--code", installation.code, at: behind)
            #expect(ahead.exitStatus == 1 && ahead.text.contains("Set the clock"))
        }
    }

    @Test func listPastItsEndMakesAStampGenuineButAtBest() throws {
        try VerifyInstallation.with { installation in
            let end = VerifyInstallation.issuedAt.advanced(bySeconds: 7200)
            try installation.publish(4, validUntil: end)
            let (fresh, late) = (
                try installation.verify("--code", installation.code, at: end),
                try installation.verify("--code", installation.code, at: end.advanced(bySeconds: 1))
            )
            #expect(fresh.exitStatus == 0 && late.exitStatus == 1)
            #expect(late.text.contains("Genuine, but:") && late.text.contains("no longer vouches for it"))
            let report = try object(late.json)
            #expect((report["keyList"] as? [String: Any])?["validUntil"] as? String == "2026-11-25T11:46:40Z")
            let remark = try #require((report["remarks"] as? [[String: Any]])?.first)
            #expect(remark["kind"] as? String == "list_expired" && remark["since"] as? String == "2026-11-25T11:46:40Z")
            let page = installation.judge(at: end.advanced(bySeconds: 1)).answer(installation.code)
            #expect(page.verdict == .genuineExpiredList && page.reason.contains("has ended"))
            // What isn't proven stays so, and the reader hears that this may be why.
            let unknown = try installation.verify("--code", "x", at: end.advanced(bySeconds: 1))
            #expect(unknown.exitStatus == 2 && unknown.failureText.contains("has ended"))
        }
    }

    @Test func olderListThanTheOneSeenIsRefusedUnlessItIsGiven() throws {
        try VerifyInstallation.with { installation in
            try installation.publish(9)
            #expect(try installation.verify("--code", installation.code).exitStatus == 0)
            let older = try installation.publish(8)
            let refused = try installation.verify("--code", installation.code)
            #expect(refused.exitStatus == 3 && refused.failure?.code == .keyListRolledBack)
            #expect(refused.failureText.contains("version 9"))
            // Nothing of a list that is given is remembered, neither an older one nor a newer.
            #expect(try installation.verify("--code", installation.code, "--key", older).exitStatus == 0)
            let newer = try installation.publish(20, "newer.json")
            #expect(try installation.verify("--code", installation.code, "--key", newer).exitStatus == 0)
            try installation.publish(9)
            #expect(try installation.verify("--code", installation.code).exitStatus == 0)
            try installation.write(Array("{".utf8), "seen-key-lists.json")
            #expect(try installation.verify("--code", installation.code).failure?.code == .dataMalformed)
        }
    }

    @Test func readerInAFolderThatItMayNotWriteChecksAllTheSame() throws {
        try VerifyInstallation.with { installation in
            try FileManager.default.createDirectory(
                atPath: installation.folder + "/seen-key-lists.json.\(getpid())", withIntermediateDirectories: true)
            #expect(try installation.verify("--code", installation.code).exitStatus == 0)
            #expect(!FileManager.default.fileExists(atPath: installation.folder + "/seen-key-lists.json"))
        }
    }

    @Test func rootIsPinnedByItsFingerprintAndCountsFromThenOn() throws {
        try VerifyInstallation.with(pinned: false) { installation in
            let halves = try [101, 102, 103].map { seed in
                try #require(Ed25519Signer(seed: Array(repeating: UInt8(seed), count: 32)))
            }
            let root = try ServiceRoot(generation: 1, keys: halves.map(\.publicKey))
            func certified(_ key: PublicKeyBytes, _ number: UInt64) throws -> PublisherCertification {
                PublisherCertification(
                    root: root,
                    certificate: try RootSigners(root: root, signers: halves).certify(
                        key, for: .publisher, number: number, from: Timestamp(0), until: Timestamp(2_000_000_000)),
                    handovers: [])
            }
            let end = VerifyInstallation.issuedAt.advanced(byDays: 7)
            let first = try certified(installation.publisher.publicKey, 1)
            try installation.publish(4, validUntil: end, first)
            let list = installation.folder + "/public/key-list.json"
            func pin(_ fingerprint: String, _ file: String) throws {
                try PinListRootCommand.parse(
                    ["--data", installation.folder, "--from", file, "--fingerprint", fingerprint]
                ).run()
            }
            #expect(throws: (any Error).self) { try pin(String(repeating: "0", count: 64), list) }
            #expect(throws: (any Error).self) {
                try pin(root.fingerprint.hex, installation.write(Array("{}".utf8), "other.json"))
            }
            #expect(!FileManager.default.fileExists(atPath: installation.folder + "/public/publisher.json"))
            try pin(root.fingerprint.hex.uppercased(), list)
            let seen = try object(installation.verify("--code", installation.code).json)["keyList"] as? [String: Any]
            #expect(
                seen?["serviceRoot"] as? String == root.fingerprint.hex && seen?["publisherPinned"] as? Bool == true)

            let next = Ed25519Signer()
            try installation.publish(2, validUntil: end, by: next, certified(next.publicKey, 2))
            #expect(try installation.verify("--code", installation.code).exitStatus == 0)
            try installation.publish(90, validUntil: end, first)
            #expect(try installation.verify("--code", installation.code).failure?.code == .keyListRolledBack)
            #expect(
                try installation.verify("--code", installation.code, "--key", list).failure?.code == .keyListRolledBack)
        }
    }

    @Test func pageThatCannotReadTheListSaysNothingOfTheStamp() throws {
        try VerifyInstallation.with { installation in
            let path = installation.folder + "/public/key-list.json"
            let cases: [([UInt8]?, FailureCode)] = [
                (Array("{}".utf8), .keyListBad), ([], .keyListBad), (nil, .keyListMissing),
            ]
            for (damage, code) in cases {
                if let damage { try installation.write(damage, "public/key-list.json") } else { unlink(path) }
                let answer = installation.judge().answer(installation.code)
                #expect(answer.verdict == .noKeyList && answer.code == code)
            }
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
            let answer = installation.judge().answer(installation.code)
            #expect(answer.verdict == .noKeyList && answer.code == .fileUnreadable)
        }
    }

    @Test func revokedKeyIsNotProof() throws {
        let status = KeyStatus.revoked(at: Timestamp(1_795_550_000), reason: "Case opened")
        try VerifyInstallation.with(status: status) { installation in
            let outcome = try installation.verify("--code", installation.code)
            #expect(outcome.exitStatus == 2)
            #expect(outcome.failure?.code == .signerRevoked)
        }
    }

    @Test func withoutAKeyListNothingCanBeSaid() throws {
        try VerifyInstallation.with { installation in
            let missing = try installation.verify("--code", installation.code, "--key", installation.folder + "/none")
            #expect(missing.exitStatus == 3)
            #expect(missing.failure?.code == .keyListMissing)
            #expect(missing.failureText.hasPrefix("Cannot tell."))
            let bad = try installation.write(Array("{}".utf8), "bad.json")
            #expect(try installation.verify("--code", installation.code, "--key", bad).exitStatus == 3)
            #expect(try installation.verify("--code", installation.code, "--key", installation.folder).exitStatus == 3)
        }
        #expect(try VerifyCommand.parse(["--code", "x"]).outcome(environment: [:]).exitStatus == 3)
    }

    @Test func listOfAnotherPublisherIsNotBelievedWhereOneIsPinned() throws {
        try VerifyInstallation.with { installation in
            try installation.write(Array((String(repeating: "ab", count: 32) + "\n").utf8), "public/publisher-key.txt")
            let outcome = try installation.verify("--code", installation.code)
            #expect(outcome.exitStatus == 3)
            #expect(outcome.failure?.code == .keyListBad)
            try installation.write(Array("nonsense".utf8), "public/publisher-key.txt")
            #expect(try installation.verify("--code", installation.code).failure?.code == .keyListBad)
        }
    }

    @Test func listThatNothingVouchesForIsNamed() throws {
        try VerifyInstallation.with(pinned: false) { installation in
            let outcome = try installation.verify("--code", installation.code)
            #expect(outcome.exitStatus == 0)
            #expect(outcome.text.contains(installation.publisher.publicKey.hex))
        }
    }

    @Test func pictureThatCannotBeReadProvesNothing() throws {
        try VerifyInstallation.with { installation in
            #expect(try installation.verify("--image", installation.folder + "/none.png").exitStatus == 2)
            #expect(try installation.verify("--image", "/dev/zero").exitStatus == 2)
            let text = try installation.write(Array("no picture".utf8), "text.png")
            let outcome = try installation.verify("--image", text)
            #expect(outcome.exitStatus == 2)
            #expect(outcome.failure?.code == .imageUnreadable)
        }
    }

    @Test(arguments: [[], ["--code", "x", "--image", "y"], ["--code"], ["--proof", "x"]])
    func badUsageEndsWith64(arguments: [String]) {
        let error = #expect(throws: (any Error).self) { try VerifyCommand.parse(arguments) }
        #expect(error.map { VerifyCommand.exitCode(for: $0).rawValue } == 64)
    }

    @Test func jsonHoldsTheSameAsTheText() throws {
        try VerifyInstallation.with { installation in
            let good = try object(try installation.verify("--code", installation.code, "--json").json)
            #expect(good["format"] as? String == "dutymark-verify-1")
            #expect(good["verdict"] as? String == "genuine")
            let stamp = try #require(good["stamp"] as? [String: Any])
            #expect(stamp["valuePaise"] as? Int == 2_62_500_00)
            #expect(stamp["itemNumber"] as? Int == 17)
            #expect(stamp["time"] as? String == "2026-11-24T06:00:00Z")
            #expect(stamp["instrument"] as? String == "5(h)(B)")
            let list = try #require(good["keyList"] as? [String: Any])
            #expect(list["demonstration"] as? Bool == true && list["publisherPinned"] as? Bool == true)
            let bad = try object(try installation.verify("--code", "x", "--json").json)
            #expect(bad["verdict"] as? String == "not_proven")
            #expect((bad["failure"] as? [String: Any])?["code"] as? String == "code_not_canonical")
            #expect(bad["stamp"] == nil)
        }
    }

    private func object(_ json: String) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
    }
}
