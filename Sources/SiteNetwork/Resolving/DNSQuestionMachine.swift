import DutyModel

/// How bytes cross to a DNS server.
package enum DNSTransport: String, Hashable, Sendable {
    /// One datagram each way.
    case udp = "UDP"
    /// A connection; for answers that no datagram has room for.
    case tcp = "TCP"
}

/// How one question is asked.
struct DNSPlan: Hashable, Sendable {
    /// How many servers there are; they are named by their number.
    var servers: Int
    /// What each try begins with.
    var transport = DNSTransport.udp
    /// How often each server is asked.
    var rounds: Int
    /// Whether an answer without room is asked for again over TCP, and an error is carried to the next server.
    /// Otherwise the first answer to this question is the result, whatever it says.
    var seeksAnswer = true
    /// Whether the records' signatures are wanted.
    var wantsSignatures = false
    /// Whether EDNS is spoken (RFC 6891), which very old servers refuse.
    var extended = true
}

/// The states of one question to some DNS servers, without any socket: events in, actions out.
///
/// `idle` → `asking` → `done` or `failed`; nothing leaves these two. A new try does not end the earlier ones: an answer
/// that comes late counts as well, since each try has an id of its own.
struct DNSQuestionMachine {
    /// Where the question stands.
    enum State: Equatable {
        case idle
        case asking
        case done
        case failed
    }

    /// What happened.
    enum Event: Equatable {
        case begin
        /// Bytes came in answer to a try.
        case received([UInt8], try: Int)
        /// The server's computer says that nobody listens there, or the connection ended without an answer.
        case closed(try: Int, String)
        /// A try has had its time.
        case tryTimeUp(try: Int)
        /// The question has had its time.
        case timeUp
    }

    /// What is to be done.
    enum Action: Equatable {
        case nothing
        /// Send this; the try has its own time.
        case ask(try: Int, server: Int, DNSTransport, [UInt8])
        /// The answer, and the try that it came to.
        case finish(DNSMessage, try: Int)
        case fail(FailureCode, String)
    }

    /// One sending of the question.
    struct Try: Equatable {
        let id: UInt16
        let server: Int
        let transport: DNSTransport
        let extended: Bool
    }

    private(set) var state = State.idle
    /// All tries, in their order.
    private(set) var tries: [Try] = []
    private let question: DNSQuestion
    private let plan: DNSPlan
    private let randomID: () -> UInt16
    /// Tries that were followed by another way of asking; each is at most once, however often its answer comes.
    private var followed: Set<Int> = []
    /// How many of the plan's regular tries were made.
    private var turns = 0
    /// What went wrong that says more than silence does.
    private var fault: (code: FailureCode, words: String)?
    /// What came and was not meant for us.
    private var strange: String?

    /// A machine.
    ///
    /// - Parameter randomID: a number that nobody can guess, for each try.
    init(_ question: DNSQuestion, _ plan: DNSPlan, randomID: @escaping () -> UInt16) {
        self.question = question
        self.plan = plan
        self.randomID = randomID
    }

    /// Takes one event.
    mutating func handle(_ event: Event) -> Action {
        switch (state, event) {
        case (.done, _), (.failed, _): return .nothing
        case (.idle, .begin):
            state = .asking
            return nextTurn()
        case (.asking, .received(let bytes, let number)): return take(bytes, number)
        case (.asking, .closed(let number, let words)):
            note(.dnsFailed, words)
            return number == tries.count - 1 ? nextTurn() : .nothing
        case (.asking, .tryTimeUp(let number)): return number == tries.count - 1 ? nextTurn() : .nothing
        case (.asking, .timeUp): return fail()
        case (.asking, .begin), (.idle, _): return .nothing
        }
    }

    private mutating func nextTurn() -> Action {
        guard turns < plan.servers * plan.rounds else { return fail() }
        defer { turns += 1 }
        return ask(turns % plan.servers, plan.transport, extended: plan.extended)
    }

    private mutating func ask(_ server: Int, _ transport: DNSTransport, extended: Bool) -> Action {
        let one = Try(id: randomID(), server: server, transport: transport, extended: extended)
        tries.append(one)
        return .ask(
            try: tries.count - 1, server: server, transport,
            DNSQueryEncoder.bytes(
                id: one.id, question, extended: extended, wantsSignatures: plan.wantsSignatures))
    }

    private mutating func take(_ bytes: [UInt8], _ number: Int) -> Action {
        let one = tries[number]
        guard bytes.count >= 2, (UInt16(bytes[0]) << 8) | UInt16(bytes[1]) == one.id else {
            return ignore("an answer has the id of another question")
        }
        let message: DNSMessage
        do throws(DNSFormatFault) {
            message = try DNSDecoder.message(bytes)
        } catch {
            note(.dnsMalformed, "the answer of a server is not proper: \(error.words)")
            return goOn(after: number)
        }
        guard message.isResponse else { return ignore("a question came in the place of an answer") }
        // An error may come without the question.
        let isOurs = message.questions == [question] || (message.questions.isEmpty && message.code != .noError)
        guard isOurs else { return ignore("an answer belongs to another question") }
        return judge(message, one, number)
    }

    private mutating func judge(_ message: DNSMessage, _ one: Try, _ number: Int) -> Action {
        guard plan.seeksAnswer else { return finish(message, number) }
        switch message.code {
        case .noError, .nameUnknown:
            if message.isTruncated, one.transport == .udp {
                return follow(number) ? ask(one.server, .tcp, extended: one.extended) : .nothing
            }
            return finish(message, number)
        // An old server may not understand EDNS (RFC 6891, section 7).
        case .formatError, .notImplemented:
            if one.extended { return follow(number) ? ask(one.server, one.transport, extended: false) : .nothing }
            note(.dnsFailed, "a server answers \(message.code)")
        case .refused: note(.dnsRefused, "a server answers \(message.code)\(Self.reasons(message))")
        default: note(.dnsFailed, "a server answers \(message.code)\(Self.reasons(message))")
        }
        return goOn(after: number)
    }

    private mutating func follow(_ number: Int) -> Bool { followed.insert(number).inserted }

    /// A try that ended badly makes room at once, unless a later one is under way.
    private mutating func goOn(after number: Int) -> Action { number == tries.count - 1 ? nextTurn() : .nothing }

    private mutating func finish(_ message: DNSMessage, _ number: Int) -> Action {
        state = .done
        return .finish(message, try: number)
    }

    private mutating func ignore(_ words: String) -> Action {
        strange = strange ?? words
        return .nothing
    }

    private mutating func note(_ code: FailureCode, _ words: String) { fault = fault ?? (code, words) }

    private mutating func fail() -> Action {
        state = .failed
        if let fault { return .fail(fault.code, "\(question.name) was not resolved: \(fault.words).") }
        if let strange { return .fail(.dnsMalformed, "\(question.name) was not resolved: \(strange).") }
        return .fail(.dnsTimeout, "\(question.name) was not resolved: no DNS server answered in time.")
    }

    private static func reasons(_ message: DNSMessage) -> String {
        message.extendedErrors.first.map { " (extended error \($0.code))" } ?? ""
    }
}
