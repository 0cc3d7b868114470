import DutyModel
import Tablet

/// May I frank now, how much is left, what needs doing by when.
struct HomeScreen: Screen {
    let template = ScreenTemplate.home
    let frame = Frame("Home", at: "/", reloadSeconds: 15)
    let standing: Standing
    let lockNotice: Notice?
    let action: PrimaryAction?
    let dues: [Due]
    let problems: [Notice]
    let rows: [ImpressionRow]
    let listNotice: Notice?
    let figures: DeviceFigures
    /// Whether what is to be done is known.
    let duesAreKnown: Bool
    let plate: Plate?
    let mayWithdraw: Bool
    let mayLiveAgain: Bool

    /// The home page of a machine that stands so.
    init(
        _ snapshot: MachineSnapshot, impressions: [ImpressionSummary], listFailure: DutyFailure?,
        trial: NetworkTrial?, now: Timestamp, limits: PageLimits
    ) {
        standing = Standing(snapshot)
        lockNotice = snapshot.lock.map(Notice.problem)
        action = snapshot.primaryAction
        dues = Due.list(snapshot, trial: trial, now: now) + Due.prints(of: impressions)
        // What locks the machine stands above, once.
        let others = snapshot.problems.filter {
            $0.code != snapshot.lock?.code || $0.message != snapshot.lock?.message
        }
        problems = others.prefix(limits.homeProblems).map(Notice.problem)
        rows = impressions.map(ImpressionRow.init)
        listNotice = listFailure.map { Notice.failure($0) }
        figures = DeviceFigures(snapshot)
        duesAreKnown = snapshot.state != .unreachable
        plate = snapshot.identity.map(Plate.init)
        mayWithdraw = snapshot.mayBeWithdrawn
        mayLiveAgain = snapshot.state == .withdrawn
    }
}

/// What is written on the machine's plate and licence.
struct Plate: Sendable {
    let machine: String
    let device: String
    let licence: String
    let stateName: String
    let customer: String
    let cap: String
    /// Whether the screen must say that nothing here is real money.
    let demonstration: Bool

    /// The plate of this machine.
    init(_ identity: MachineIdentitySummary) {
        machine = identity.machine.text
        device = identity.psdKey.description
        licence = identity.licence.text
        stateName = identity.state.letters
        customer = identity.customer.text
        cap = identity.cap.rupeeText
        demonstration = identity.demonstration
    }
}

/// One impression in a list.
struct ImpressionRow: Sendable {
    let number: String
    let value: String
    let article: String
    let stateName: String
    let time: String
    let print: String
    let upload: String

    /// The row of this impression.
    init(_ impression: ImpressionSummary) {
        number = String(impression.stamp.counter)
        value = impression.stamp.value.rupeeText
        article = impression.stamp.article.text
        stateName = impression.stamp.state.letters
        time = impression.stamp.time.minuteText
        print = impression.print?.state.mark ?? ""
        upload = impression.uploaded ? "✓ uploaded" : "… waits"
    }
}
