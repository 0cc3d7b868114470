import DutyModel
import Logging
import PublishedKeys
import ServiceLifecycle
import Signing

/// Fetches the published key list whenever an answer of the back end names a newer version than the machine holds; ends
/// with the machine.
///
/// What comes replaces the old list only where `PublishedFolder.receive` takes it. What fails is tried again, longer
/// and longer apart, and stands among the machine's problems meanwhile.
public struct KeyListCourier: Service {
    private let tablet: TabletUnit
    private let folder: PublishedFolder
    private let heard: HeardVersions
    private let download: any KeyListDownload
    private let settings: TabletSettings
    private let random: any RandomSource
    private let logger: Logger
    private let pause: @Sendable (_ milliseconds: Int64) async -> Void

    /// A courier for this folder, of which it is the one writer.
    public init(
        tablet: TabletUnit, folder: PublishedFolder, heard: HeardVersions, download: any KeyListDownload,
        settings: TabletSettings = TabletSettings(), surroundings: TabletSurroundings
    ) {
        self.tablet = tablet
        self.folder = folder
        self.heard = heard
        self.download = download
        self.settings = settings
        random = surroundings.random
        logger = surroundings.logger
        pause = surroundings.pause
    }

    /// Runs until the machine stops.
    public func run() async throws {
        await cancelWhenGracefulShutdown {
            var held = folder.heldVersion ?? 0
            await noteUnpinned()
            for await version in heard.versions {
                await noteUnpinned()
                guard version > held || !folder.holdsFiles else { continue }
                if let fetched = await fetchUntilThere() { held = fetched }
            }
        }
    }

    /// Without its publisher's key a machine believes no list, and nobody would hear of it before the next one is
    /// published.
    private func noteUnpinned() async {
        do throws(DutyFailure) {
            try folder.requirePinned()
        } catch {
            await tablet.note(error, in: .keyList)
        }
    }

    /// The version that came; nil where the machine stopped first.
    private func fetchUntilThere() async -> UInt64? {
        var pace = RetryPace(settings)
        while !Task.isCancelled {
            do throws(DutyFailure) {
                let version = try await fetch()
                await tablet.note(nil, in: .keyList)
                logger.info("the key list is now of version \(version)")
                return version
            } catch {
                await tablet.note(error, in: .keyList)
                await pause(pace.wait(after: LookOutcome.fine.and(error), random: random.next()))
            }
        }
        return nil
    }

    private func fetch() async throws(DutyFailure) -> UInt64 {
        var texts: [[UInt8]] = []
        for format in KeyListFormat.published { texts.append(try await download.keyList(in: format)) }
        return try folder.receive(texts).version
    }
}
