import ConnectivityGuide
import DutyModel
import Exchanges
import Foundation
import Logging
import NetworkSetup
import SiteNetwork
import Synchronization
import Testing

@testable import Tablet

/// The book on a real disk: what is in force, what is on the disk, and what comes back.
@Suite struct NetworkSettingsBookTests {
    @Test func aConfirmedChangeStaysAfterARestart() async throws {
        let bench = try BookBench()
        let book = try await bench.open()
        #expect(book.settingsInForce == .initial)
        let standing = try await bench.change(book, proxy: "3128")
        #expect(standing.trial == NetworkTrial(secondsLeft: 60, reached: nil))
        #expect(standing.switchedOff == ProxySetting.cannotTunnel)
        #expect(book.settingsInForce.proxy.route == .proxy(ProxyServer(host: "proxy.test", port: 3128)))
        #expect(bench.told.count == 1, "whoever keeps connections is told")
        #expect(try await book.confirm().trial == nil)
        #expect(try await bench.open().settingsInForce == book.settingsInForce)
        #expect(await failure { _ = try await book.confirm() } == DutyFailure(.networkTrialNone, ""))
    }

    @Test func theRouteIsTheProxysAndNothingElse() {
        let login = ProxyLogin(user: "clerk", password: Secret("s3cret"))
        let proxy = ProxySetting.manual(ManualProxy(host: "proxy.example", port: 3128, login: login))
        let credentials = ProxyCredentials(user: "clerk", password: "s3cret")
        #expect(proxy.route == .proxy(ProxyServer(host: "proxy.example", port: 3128, credentials: credentials)))
        #expect(ProxySetting.none.route == .direct)
    }

    @Test func withoutAWordTheEarlierSettingsComeBackAfterAMinute() async throws {
        let bench = try BookBench()
        let book = try await bench.open()
        _ = try await bench.change(book, link: .wifi, proxy: "3128")
        bench.elapsed.advance(bySeconds: 59)
        await bench.pauses.letOnePass()
        await bench.pauses.waitForOne()
        #expect(await book.trial()?.secondsLeft == 1)
        bench.elapsed.advance(bySeconds: 1)
        await bench.pauses.letOnePass()
        await bench.told.wait(for: 2)
        #expect(book.settingsInForce == .initial)
        #expect(bench.link.applied.map(\.kind) == [.wifi, .wired])
        let standing = await book.standing()
        #expect(standing.trial == nil && standing.rolledBack?.code == .networkRolledBack)
        #expect(await failure { _ = try await book.confirm() } == DutyFailure(.networkTrialNone, ""))
    }

    @Test func aCrashDuringTheTrialEndsWithTheEarlierSettings() async throws {
        let bench = try BookBench()
        let crashed = try await bench.open()
        _ = try await bench.change(crashed, link: .wifi)
        #expect(try bench.file().trial?.link.kind == .wifi, "the trial is on the disk")
        let book = try await bench.open()
        #expect(book.settingsInForce == .initial)
        #expect(bench.link.applied.map(\.kind) == [.wifi, .wired])
        #expect(await book.standing().rolledBack?.message.contains("started again") == true)
        #expect(try bench.file().trial == nil)
    }

    @Test func aLinkThatDoesNotComeUpIsRolledBackAtOnce() async throws {
        let bench = try BookBench()
        let book = try await bench.open()
        bench.link.failing(kind: .wifi)
        let refused = await failure { _ = try await bench.change(book, link: .wifi) }
        #expect(refused == DutyFailure(.networkApplyFailed, ""))
        #expect(refused?.message.contains("The earlier settings are in force again.") == true)
        #expect(book.settingsInForce == .initial)
        #expect(bench.link.applied.map(\.kind) == [.wired])
        #expect(await book.trial() == nil)
        #expect(try bench.file().trial == nil)
    }

    @Test func whatIsWrongChangesNothing() async throws {
        let bench = try BookBench()
        let book = try await bench.open()
        var proxy = ProxyWish(mode: "manual")
        (proxy.host, proxy.port) = ("socks5://proxy.test", "x")
        guard case .refused(let faults) = try await book.change(NetworkWish(proxy: proxy)) else {
            throw DutyFailure(.internalError, "it was taken")
        }
        #expect(faults.map(\.code) == [.proxySocksRefused, .proxyPortMalformed])
        #expect(book.settingsInForce == .initial && bench.told.count == 0)
        #expect(!FileManager.default.fileExists(atPath: bench.path))
    }

    @Test func aComputersOwnLinkIsLeftAloneAndItsProxyIsSet() async throws {
        let bench = try BookBench()
        let book = try await bench.open(link: ComputerLink())
        let refused = await failure { _ = try await bench.change(book, link: .wired) }
        #expect(refused == DutyFailure(.networkLinkFixed, ""))
        let standing = try await bench.change(book, proxy: "3128")
        #expect(!standing.configuresLink && standing.settings.proxy?.port == "3128")
    }

    @Test func theBackEndIsLookedForUntilItIsFound() async throws {
        let bench = try BookBench()
        let reached = Mutex([true, false])
        let book = try await bench.open(reach: { reached.withLock { $0.popLast() ?? true } })
        _ = try await bench.change(book, proxy: "3128")
        for found in [false, true] {
            await bench.pauses.letOnePass()
            while await book.trial()?.reached != found { await Task.yield() }
        }
    }

    @Test(.timeLimit(.minutes(1))) func anAnswerThatNeverComesDoesNotPutOffTheDeadline() async throws {
        let bench = try BookBench()
        let answers = Gate()
        let book = try await bench.open(reach: {
            await answers.pass()
            return true
        })
        _ = try await bench.change(book, link: .wifi)
        await bench.pauses.letOnePass()
        await answers.waitForOne()
        bench.elapsed.advance(bySeconds: 60)
        await bench.pauses.letOnePass()
        await bench.told.wait(for: 2)
        #expect(book.settingsInForce == .initial)
        await answers.letOnePass()
    }

    @Test(.timeLimit(.minutes(1))) func settingsThatCannotBePutBackArePutBackLater() async throws {
        let bench = try BookBench()
        let book = try await bench.open()
        _ = try await bench.change(book, link: .wifi)
        bench.link.failing(kind: .wired)
        bench.elapsed.advance(bySeconds: 60)
        await bench.pauses.letOnePass()
        await bench.pauses.waitForOne()
        #expect(await book.standing().rolledBack?.message.contains("could not be put back yet") == true)
        #expect(try bench.file().trial != nil, "a start in between goes back as well")
        // Asking for the earlier settings is to try it at once, and not “nothing changes”.
        #expect(await failure { _ = try await bench.change(book) } == DutyFailure(.networkApplyFailed, ""))
        bench.link.failing(kind: nil)
        await bench.pauses.letOnePass()
        await bench.told.wait(for: 2)
        #expect(bench.link.applied.map(\.kind) == [.wifi, .wired])
        #expect(await book.standing().rolledBack?.message.contains("in force again") == true)
        while try bench.file().trial != nil { await Task.yield() }
    }

    @Test func theMinuteBeginsWhenTheSettingsAreInForce() async throws {
        let bench = try BookBench()
        let book = try await bench.open()
        bench.link.takes(seconds: 45, of: bench.elapsed)
        #expect(try await bench.change(book, link: .wifi).trial?.secondsLeft == 60)
    }

    @Test func `the same act a second time changes nothing, and is known after a restart`() async throws {
        let bench = try BookBench()
        let book = try await bench.open()
        let (change, keep) = (try await bench.act(book), try await bench.act(book))
        _ = try await bench.change(book, proxy: "3128", act: change)
        #expect(await book.outcome(of: change).outcome == .done)
        #expect(await book.outcome(of: change).sentence.contains("on trial"))
        // By the same name it is not done again, whatever it asks for.
        _ = try await bench.change(book, proxy: "3129", act: change)
        #expect(bench.told.count == 1)
        _ = try await book.confirm(act: keep)
        #expect(try await book.confirm(act: keep).trial == nil)
        let again = try await bench.open()
        for act in [change, keep] { #expect(await again.outcome(of: act).outcome == .done) }
        // What asks for the settings in force changes nothing, and is known all the same.
        let same = try await bench.act(again)
        _ = try await bench.change(again, proxy: "3128", act: same)
        #expect(await again.outcome(of: same).outcome == .done)
        #expect(try await bench.open().outcome(of: same).outcome == .done)
    }

    @Test func `an act that is asked about before it comes is refused from then on`() async throws {
        let bench = try BookBench()
        let book = try await bench.open()
        let act = try await bench.act(book)
        #expect(await book.outcome(of: act).outcome == .notDone)
        #expect(await failure { _ = try await bench.change(book, proxy: "1", act: act) }?.code == .actNotDone)
        #expect(book.settingsInForce == .initial)
        #expect(await book.outcome(of: act).outcome == .notDone)
    }

    @Test func `settings that a restart or a failure took back were not set`() async throws {
        let bench = try BookBench()
        let crashed = try await bench.open()
        let interrupted = try await bench.act(crashed)
        _ = try await bench.change(crashed, link: .wifi, act: interrupted)
        let book = try await bench.open()
        #expect(await book.outcome(of: interrupted).outcome == .notDone)
        bench.link.failing(kind: .wifi)
        let failed = try await bench.act(book)
        #expect(await failure { _ = try await bench.change(book, link: .wifi, act: failed) }?.outcome == .notDone)
        #expect(await book.outcome(of: failed).outcome == .notDone)
    }

    @Test func theFileIsPrivateAndNothingShownHoldsASecret() async throws {
        let bench = try BookBench()
        let book = try await bench.open()
        var proxy = ProxyWish(mode: "manual")
        (proxy.host, proxy.port, proxy.authenticates) = ("proxy.test", "1", true)
        (proxy.user, proxy.password) = ("clerk", Secret("s3cret"))
        _ = try await book.change(NetworkWish(proxy: proxy))
        let attributes = try FileManager.default.attributesOfItem(atPath: bench.path)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        let shown = try JSONEncoder().encode(await book.standing())
        #expect(!String(decoding: shown, as: UTF8.self).contains("s3cret"))
        #expect(chmod(bench.path, 0o644) == 0)
        #expect(await failure { _ = try await bench.open() } == DutyFailure(.keyExposed, ""))
    }

    @Test(arguments: [("{}", FailureCode.dataMalformed), (#"{"version":2}"#, .dataNewerVersion)])
    func aFileThatCannotBeReadIsNamed(_ text: String, _ code: FailureCode) async throws {
        let bench = try BookBench()
        #expect(
            FileManager.default.createFile(
                atPath: bench.path, contents: Data(text.utf8), attributes: [.posixPermissions: 0o600]))
        #expect(await failure { _ = try await bench.open() } == DutyFailure(code, ""))
    }
}

/// A book in a folder of its own, with a link that only remembers.
private final class BookBench: Sendable {
    let path: String
    let elapsed = TestElapsedClock()
    let link = PretendLink()
    let pauses = Gate()
    let told = Tally()

    init() throws {
        let folder = FileManager.default.temporaryDirectory.path + "/network-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        path = folder + "/network.json"
    }

    deinit { try? FileManager.default.removeItem(atPath: String(path.dropLast("/network.json".count))) }

    func open(
        link other: (any LinkConfigurator)? = nil, reach: (@Sendable () async -> Bool)? = nil
    ) async throws -> NetworkSettingsBook {
        let (told, pauses) = (told, pauses)
        return try await NetworkSettingsBook.open(
            path: path, rules: NetworkSettingsRules(guide: .builtIn("b700-v2")), link: other ?? link,
            surroundings: .init(
                changed: { await told.add() }, reach: reach, elapsed: elapsed, pause: { _ in await pauses.pass() }),
            logger: Logger(label: "tests") { _ in SwiftLogNoOpLogHandler() })
    }

    func file() throws -> NetworkSettingsFile.Content { try #require(try NetworkSettingsFile(path: path).read()) }

    func act(_ book: NetworkSettingsBook) async throws -> ActID {
        try #require(await book.standing().acts).newAct(random: SystemRandomSource())
    }

    func change(
        _ book: NetworkSettingsBook, link kind: LinkKind? = nil, proxy port: String? = nil, act: ActID? = nil
    ) async throws -> NetworkStanding {
        var wish = NetworkWish(link: kind.map { LinkWish($0) })
        wish.link?.networkName = "Office"
        wish.link?.passphrase = Secret("correct horse")
        if let port {
            var proxy = ProxyWish(mode: "manual")
            (proxy.host, proxy.port) = ("proxy.test", port)
            wish.proxy = proxy
        }
        guard case .done(let standing) = try await book.change(wish, act: act) else {
            throw DutyFailure(.internalError, "it was refused")
        }
        return standing
    }
}

/// A link that writes down what it is told.
private final class PretendLink: LinkConfigurator {
    private let links = Mutex<[LinkSettings]>([])
    private let failingKind = Mutex<LinkKind?>(nil)
    private let slowness = Mutex<(TestElapsedClock, Int64)?>(nil)
    var configuresLink: Bool { true }
    var applied: [LinkSettings] { links.withLock { $0 } }

    func failing(kind: LinkKind?) { failingKind.withLock { $0 = kind } }

    func takes(seconds: Int64, of clock: TestElapsedClock) { slowness.withLock { $0 = (clock, seconds) } }

    func apply(_ link: LinkSettings) async throws(DutyFailure) {
        if let (clock, seconds) = slowness.withLock({ $0 }) { clock.advance(bySeconds: seconds) }
        if failingKind.withLock({ $0 == link.kind }) { throw DutyFailure(.networkApplyFailed, "No carrier.") }
        links.withLock { $0.append(link) }
    }

    func state() async throws(DutyFailure) -> LinkState { LinkState(device: "eth0", kind: .wired, connected: true) }
}

/// Counts, and lets a test wait for a number.
private actor CountingRoom {
    var count = 0
    var waiters: [(Int, CheckedContinuation<Void, Never>)] = []

    func add() {
        count += 1
        for (wanted, waiter) in waiters where wanted <= count { waiter.resume() }
        waiters.removeAll { $0.0 <= count }
    }

    func wait(for number: Int) async {
        guard count < number else { return }
        await withCheckedContinuation { waiters.append((number, $0)) }
    }
}

private final class Tally: Sendable {
    private let room = CountingRoom()
    private let seen = Mutex(0)
    var count: Int { seen.withLock { $0 } }

    func add() async {
        seen.withLock { $0 += 1 }
        await room.add()
    }

    func wait(for number: Int) async { await room.wait(for: number) }
}

/// Pauses that end when a test says so.
private actor Gate {
    private var paused: [CheckedContinuation<Void, Never>] = []
    private var waiting: [CheckedContinuation<Void, Never>] = []

    func pass() async {
        await withCheckedContinuation { continuation in
            paused.append(continuation)
            for waiter in waiting { waiter.resume() }
            waiting = []
        }
    }

    /// Returns once somebody pauses.
    func waitForOne() async {
        guard paused.isEmpty else { return }
        await withCheckedContinuation { waiting.append($0) }
    }

    /// Waits for a pause and ends it.
    func letOnePass() async {
        await waitForOne()
        paused.removeFirst().resume()
    }
}
