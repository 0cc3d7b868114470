import DutyModel
import Messages
import Signing

/// Speaks to the back end: asks the distributor for directory and tokens when it needs them, and carries
/// messages to the service they are for.
///
/// A message is never changed here and never sent to two services. Every message is made so that it can be sent
/// again; the session itself does so once, where the token was refused or a kept connection broke.
actor ServiceSession {
    private let transport: any MessageTransport
    private let distributor: ServiceLocation
    private let rules: DirectoryRules
    private let codec: MessageCodec
    private let clock: any ElapsedClock
    private let random: any RandomSource
    private var accepted: AcceptedDirectory?
    private var lastVersion: UInt64 = 0

    init(
        transport: any MessageTransport, distributor: ServiceLocation, rules: DirectoryRules,
        clock: any ElapsedClock, random: any RandomSource, codec: MessageCodec = MessageCodec()
    ) {
        self.transport = transport
        self.distributor = distributor
        self.rules = rules
        self.codec = codec
        self.clock = clock
        self.random = random
    }

    /// Sends a message to a service and returns what the service answered.
    ///
    /// - Throws: what the service refused, with its code; or a failure of the network.
    func ask(_ service: ServiceName, _ body: MessageBody) async throws(DutyFailure) -> MessageBody {
        do throws(DutyFailure) {
            return try await askOnce(service, body)
        } catch {
            if Self.wayCodes.contains(error.code) { accepted = nil }
            guard Self.tokenCodes.contains(error.code) || error.code == .connectionLost else { throw error }
            return try await askOnce(service, body)
        }
    }

    private static let tokenCodes: Set<FailureCode> = [.tokenExpired, .tokenBad, .tokenMissing]
    /// Failures that may mean that the directory names an old place: the next message asks for a new one.
    private static let wayCodes = tokenCodes.union([
        .dnsFailed, .connectRefused, .connectTimeout, .tlsFailed, .httpStatus, .pathUnknown, .hostNotInGuide,
        .messageUnexpected,
    ])

    private func askOnce(_ service: ServiceName, _ body: MessageBody) async throws(DutyFailure) -> MessageBody {
        let (location, token) = try await way(to: service)
        return try await exchange(body, token: token, at: location)
    }

    private func way(to service: ServiceName) async throws(DutyFailure) -> (ServiceLocation, AccessToken) {
        let askedAt = clock.seconds()
        if let way = accepted?.way(to: service, elapsed: askedAt) { return way }
        let answer = try await exchange(.directoryRequest(rules.psdKey), token: nil, at: distributor)
        guard case .directoryAnswer(let directoryAnswer) = answer else { throw Self.unexpected(answer) }
        let fresh = try rules.accept(directoryAnswer, askedAt: askedAt, lastVersion: lastVersion)
        lastVersion = fresh.directory.version
        accepted = fresh
        guard let way = fresh.way(to: service, elapsed: clock.seconds()) else {
            throw DutyFailure(.directoryBad, "The directory has no way to the \(service.rawValue) service.")
        }
        return way
    }

    private func exchange(
        _ body: MessageBody, token: AccessToken?, at location: ServiceLocation
    ) async throws(DutyFailure) -> MessageBody {
        let envelope = MessageEnvelope(id: random.value(), machine: rules.machine, token: token, body: body)
        let answer = try codec.decode(try await transport.post(codec.encode(envelope), to: location))
        guard answer.id == envelope.id || answer.isRefusalOfTheUnread else {
            throw DutyFailure(.messageUnexpected, "The \(location.service.rawValue) service answered another message.")
        }
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
