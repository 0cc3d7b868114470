import DutyModel
import Exchanges
import Signing

/// Who asks: the machine that the connection proved, and the token its message carried.
public struct MachineCaller: Hashable, Sendable {
    /// The machine of the connection's certificate.
    public let identity: MachineIdentity
    /// The token of the message, if any.
    public let token: AccessToken?

    /// A caller.
    public init(identity: MachineIdentity, token: AccessToken?) {
        self.identity = identity
        self.token = token
    }
}

/// Checks tokens; every service has one and asks it on every request.
public struct TokenChecker: Sendable {
    /// The longest life of a token; what is longer was not made by a distributor.
    public static let lifetimeSeconds: Int64 = 600
    /// How many tokens are remembered as well signed; one that was forgotten is checked again.
    static let knownTokensMaximum = 4_096

    let audience: ServiceName
    let distributorKey: PublicKeyBytes
    let verifier: any FormVerifier
    let clock: any WallClock
    private let wellSigned = BoundedMemory<AccessToken, Bool>(maximum: knownTokensMaximum)

    /// A checker for one service.
    public init(
        audience: ServiceName, distributorKey: PublicKeyBytes, verifier: any FormVerifier, clock: any WallClock
    ) {
        self.audience = audience
        self.distributorKey = distributorKey
        self.verifier = verifier
        self.clock = clock
    }

    /// Throws `token_missing`, `token_expired` or `token_bad` unless the distributor gave this token to this
    /// caller's certificate, for this service and this device, no more than ten minutes ago.
    ///
    /// The signature of the very same token, in all its fields, is checked once; everything else on every call.
    public func check(_ caller: MachineCaller, speaksFor psdKey: PSDKeyID) throws(DutyFailure) {
        guard let token = caller.token else { throw DutyFailure(.tokenMissing, "The request carries no token.") }
        _ = try wellSigned.value(of: token) { () throws(DutyFailure) in
            guard verifier.isValid(token.signature, over: token.signedForm, by: distributorKey) else {
                throw DutyFailure(.tokenBad, "The token was not signed by the distributor.")
            }
            return true
        }
        guard token.audience == audience else {
            throw DutyFailure(.tokenBad, "The token is for the service \(token.audience.rawValue).")
        }
        guard token.machine == caller.identity.machine, token.certificateHash == caller.identity.certificateHash else {
            throw DutyFailure(.tokenBad, "The token was given to another certificate.")
        }
        guard token.psdKey == psdKey else {
            throw DutyFailure(.psdNotOfMachine, "The token does not let the machine speak for \(psdKey).")
        }
        let now = clock.now()
        guard token.issuedAt <= now, token.expiresAt <= token.issuedAt.advanced(bySeconds: Self.lifetimeSeconds) else {
            throw DutyFailure(.tokenBad, "The token's times are not those of a distributor.")
        }
        guard now < token.expiresAt else { throw DutyFailure(.tokenExpired, "The token has expired.") }
    }
}
