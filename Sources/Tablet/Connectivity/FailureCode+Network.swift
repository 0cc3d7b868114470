import DutyModel

extension FailureCode {
    /// Whether it says that the way to the back end is broken, and nothing of what was asked: the same cause makes every
    /// duty fail, and all of them succeed once it is gone.
    public var isOfTheNetwork: Bool { Self.networkCodes.contains(self) }

    private static let networkCodes: Set<FailureCode> = [
        .networkLinkDown, .gatewayInInternalRange, .networkPortal, .networkNotValidated,
        .dnsFailed, .dnsTimeout, .dnsNameUnknown, .dnsNoAddress, .dnsMalformed, .dnsRefused,
        .connectRefused, .connectTimeout, .connectionLost,
        .proxyUnreachable, .proxyTimeout, .proxyAuthRequired, .proxyCredentialsRefused, .proxyDenied,
        .proxyUpstreamFailed, .proxyMalformed, .proxyIsSocks,
        .tlsFailed, .httpMalformed, .httpStatus, .httpTimeout, .answerTooLarge,
    ]
}
