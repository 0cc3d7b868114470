import DutyModel
import Exchanges
import Messages
import Signing

/// Speaks to the back end: asks the distributor for directory and tokens when it needs them, and carries
/// messages to the service they are for.
///
/// A message is never changed here and never sent to two services. Every message is made so that it can be sent
/// again; the session itself does so once, where the token was refused or a kept connection broke. Tokens are for one
/// device key, which each question names: records of a device that was replaced still go under its own key.
actor ServiceSession {
    private let transport: any MessageTransport
    private let distributor: ServiceLocation
    private var rules: DirectoryRules
    private let codec: MessageCodec
    private let clock: any ElapsedClock
    private let random: any RandomSource
    private let periodSeconds: Int64
    private var accepted: [PSDKeyID: AcceptedDirectory] = [:]
    private var lastVersion: UInt64 = 0
    /// When the distributor is asked for its own sake, on the elapsed clock.
    private var nextAskAt: Int64
    private var auditsWanted: Set<PSDKeyID> = []
    /// The newest standing that came with an answer for each device; the base judges it.
    private var standings: [PSDKeyID: DeviceStanding] = [:]
    /// The newer forms that the back end reads, as its last answer named them; nil before the first.
    private var formsRead: [NewerForm]?
    /// When the distributor was last asked, on the elapsed clock.
    private var lastAskedAt: Int64?

    init(
        transport: any MessageTransport, distributor: ServiceLocation, rules: DirectoryRules,
        clock: any ElapsedClock, random: any RandomSource, periodSeconds: Int64 = 900,
        codec: MessageCodec = MessageCodec()
    ) {
        self.transport = transport
        self.distributor = distributor
        self.rules = rules
        self.codec = codec
        self.clock = clock
        self.random = random
        self.periodSeconds = max(1, periodSeconds)
        // A fleet that is switched on together does not ask together.
        nextAskAt = clock.seconds() + Int64(random.next() % UInt64(max(1, periodSeconds)))
    }

    /// Asks a service and returns what it answered.
    ///
    /// - Throws: what the service refused, with its code; or a failure of the network.
    func ask(_ question: ServiceQuestion) async throws(DutyFailure) -> ServiceReply {
        do throws(DutyFailure) {
            return try await askOnce(question)
        } catch {
            if Self.wayCodes.contains(error.code) { accepted[question.psdKey] = nil }
            guard Self.tokenCodes.contains(error.code) || error.code == .connectionLost else { throw error }
            return try await askOnce(question)
        }
    }

    /// Asks the distributor how things stand for this device, where it was not asked for long. A locked device, which waits
    /// for somebody to lift the lock, asks at once after a start. Returns whether it was asked.
    @discardableResult
    func listen(for psdKey: PSDKeyID, isLocked: Bool = false) async throws(DutyFailure) -> Bool {
        let now = clock.seconds()
        let waitsForUnlocking = isLocked && lastAskedAt == nil
        guard now >= nextAskAt || waitsForUnlocking else { return false }
        _ = try await directory(for: psdKey)
        return true
    }

    /// How the back end said last that this device stands; nil where it never did.
    func standing(of psdKey: PSDKeyID) -> DeviceStanding? { standings[psdKey] }

    /// Asks the distributor now for a directory and tokens; returns the directory's version.
    func renewDirectory(for psdKey: PSDKeyID) async throws(DutyFailure) -> UInt64 {
        try await directory(for: psdKey).directory.version
    }

    /// Whether the back end reads this newer form. The distributor, which would be asked next, is asked first where nothing has
    /// come from the back end yet; where that fails, no newer form is taken for read.
    func backEndReads(_ form: NewerForm, asking psdKey: PSDKeyID) async -> Bool {
        if formsRead == nil { _ = try? await directory(for: psdKey) }
        return formsRead?.contains(form) ?? false
    }

    /// The machine shows another certificate from now on, to which no token is bound yet.
    func forgetTokens() { accepted = [:] }

    /// The distributor signs with this key from now on; what it signed before stays good until it ends.
    func believe(distributor key: PublicKeyBytes) { rules.distributorKey = key }

    /// Whether the back end wishes for an audit of this device.
    func auditIsWanted(of psdKey: PSDKeyID?) -> Bool { psdKey.map { auditsWanted.contains($0) } ?? false }

    /// The audit that the back end wished for was made.
    func auditWasMade(of psdKey: PSDKeyID) { auditsWanted.remove(psdKey) }

    private static let tokenCodes: Set<FailureCode> = [.tokenExpired, .tokenBad, .tokenMissing]
    /// Failures that may mean that the directory names an old place: the next message asks for a new one.
    private static let wayCodes = tokenCodes.union([
        .dnsFailed, .dnsTimeout, .dnsNameUnknown, .dnsNoAddress, .dnsMalformed, .dnsRefused, .connectRefused,
        .connectTimeout, .proxyDenied, .proxyUpstreamFailed, .tlsFailed, .httpStatus, .pathUnknown, .hostNotInGuide,
        .messageUnexpected,
    ])

    private func askOnce(_ question: ServiceQuestion) async throws(DutyFailure) -> ServiceReply {
        let body = MessageBody.question(question)
        // The distributor knows machines by their certificates; it is asked before there can be a token.
        if question.service == .distributor { return try await reply(to: body, token: nil, at: distributor) }
        let (location, token) = try await way(to: question.service, for: question.psdKey)
        return try await reply(to: body, token: token, at: location)
    }

    private func way(
        to service: ServiceName, for psdKey: PSDKeyID
    ) async throws(DutyFailure) -> (ServiceLocation, AccessToken) {
        if let way = accepted[psdKey]?.way(to: service, elapsed: clock.seconds()) { return way }
        guard let way = try await directory(for: psdKey).way(to: service, elapsed: clock.seconds()) else {
            throw DutyFailure(.directoryBad, "The directory has no way to the \(service.rawValue) service.")
        }
        return way
    }

    private func directory(for psdKey: PSDKeyID) async throws(DutyFailure) -> AcceptedDirectory {
        let askedAt = clock.seconds()
        let answer = try await exchange(
            .directoryRequest(DirectoryRequest(psdKey: psdKey)), token: nil, at: distributor)
        guard case .directoryAnswer(let directoryAnswer) = answer else { throw Self.unexpected(answer) }
        let fresh = try rules.accept(directoryAnswer, for: psdKey, askedAt: askedAt, lastVersion: lastVersion)
        lastVersion = fresh.directory.version
        lastAskedAt = askedAt
        accepted[psdKey] = fresh
        if directoryAnswer.auditWanted { auditsWanted.insert(psdKey) } else { auditsWanted.remove(psdKey) }
        nextAskAt = askedAt + periodSeconds - Int64(random.next() % UInt64(max(1, periodSeconds / 10)))
        return fresh
    }

    private func reply(
        to body: MessageBody, token: AccessToken?, at location: ServiceLocation
    ) async throws(DutyFailure) -> ServiceReply {
        let answer = try await exchange(body, token: token, at: location)
        guard case .reply(let reply) = answer else { throw Self.unexpected(answer) }
        return reply
    }

    private func exchange(
        _ body: MessageBody, token: AccessToken?, at location: ServiceLocation
    ) async throws(DutyFailure) -> MessageBody {
        let envelope = MessageEnvelope(id: random.value(), machine: rules.machine, token: token, body: body)
        let came = try await transport.post(codec.encode(envelope), to: location)
        formsRead = came.reads
        let answer = try codec.decode(came.body)
        guard answer.id == envelope.id || answer.isRefusalOfTheUnread else {
            throw DutyFailure(.messageUnexpected, "The \(location.service.rawValue) service answered another message.")
        }
        // A refusal carries it as well.
        if let standing = answer.standing, standing.psdKey == body.psdKey { standings[standing.psdKey] = standing }
        if case .refusal(let refusal) = answer.body { throw refusal.failure }
        return answer.body
    }

    /// The failure for an answer of the wrong kind.
    static func unexpected(_ body: MessageBody) -> DutyFailure {
        DutyFailure(.messageUnexpected, "The service answered with a message of another kind.")
    }
}

extension MessageEnvelope {
    /// Whether this refuses a question that the service could not read; it bears a name of zeros.
    var isRefusalOfTheUnread: Bool {
        guard case .refusal = body else { return false }
        return id.bytes.allSatisfy { $0 == 0 }
    }
}
