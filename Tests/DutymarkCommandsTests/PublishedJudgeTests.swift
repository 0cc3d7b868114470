import BackEnd
import DutyModel
import Foundation
import PublishedKeys
import Signing
import Testing
import VerifyHTTP

@testable import Installation

/// The public check's judge: the published list, in words that caches may keep.
@Suite struct PublishedJudgeTests {
    @Test func itGoesByTheListThatWasPublishedLastAndItsWordsDoNotAge() async throws {
        try await VerifyInstallation.with { installation in
            let place = installation.folder + "/books"
            let backEnd = try await BackEndInstallation.open(folder: place)
            let folder = PublishedFolder(installation.folder + "/public")
            func answer(_ hours: Int64) async -> VerifyAnswer {
                await PublishedJudge(
                    shelf: backEnd.keyListShelf, folder: folder, recorded: backEnd.recordedStamps,
                    now: VerifyInstallation.issuedAt.advanced(bySeconds: hours * 3600)
                ).answer(installation.code)
            }
            // Nothing was published since the start: the list of before counts.
            let first = await answer(1)
            #expect(first.verdict == .genuine && first.listVersion == 3)
            #expect(first.source.contains("version 3") && first.source.contains("signed on 2026-11-25T09:46:40Z"))
            #expect(await answer(2) == first)
            #expect(await answer(72).verdict == .genuineOldList)

            // This back end's own list knows no such key.
            let own = PublishedFolder(installation.folder + "/own")
            try await KeyListPublication(
                backEnd, into: own, demonstration: true,
                verifyPrefix: VerifyPrefix("HTTPS://VERIFY.DUTYMARK.EXAMPLE/V/")
            ).publish()
            let (later, published) = (await answer(1), try own.source.load().list.version)
            #expect(later.code == .signerUnknown && later.listVersion == published)
        }
    }
}
