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
    private let surroundings: TabletSurroundings

    /// A courier for this folder, of which it is the one writer.
    public init(
        tablet: TabletUnit, folder: PublishedFolder, heard: HeardVersions, download: any KeyListDownload,
        surroundings: TabletSurroundings
    ) {
        self.tablet = tablet
        self.folder = folder
        self.heard = heard
        self.download = download
        self.surroundings = surroundings
    }

    /// Runs until the machine stops.
    public func run() async throws {
        await cancelWhenGracefulShutdown {
            var held = folder.heldVersion ?? 0
            await noteUnpinned()
            for await version in heard.versions {
                await noteUnpinned()
                guard version > held || !folder.holdsFiles else { continue }
                let fetched = await tablet.untilThere(.keyList, surroundings) { () async throws(DutyFailure) in
                    try await fetch()
                }
                guard let fetched else { continue }
                held = fetched
                surroundings.logger.info("the key list is now of version \(fetched)")
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

    private func fetch() async throws(DutyFailure) -> UInt64 {
        var texts: [[UInt8]] = []
        for format in KeyListFormat.published { texts.append(try await download.keyList(in: format)) }
        return try folder.receive(texts).version
    }
}
