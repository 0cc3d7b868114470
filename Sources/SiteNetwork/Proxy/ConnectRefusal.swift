import DutyModel

/// What a proxy's answer means that opens no tunnel.
struct ConnectRefusal {
    let code: FailureCode
    let message: String

    init(_ answer: ConnectAnswer, target: SiteEndpoint, withCredentials: Bool) {
        let place = "\(target.host) port \(target.port)"
        let said = Self.said(answer)
        switch answer.status {
        // Small proxies say 401 to wrong credentials.
        case 407 where withCredentials, 401 where withCredentials:
            code = .proxyCredentialsRefused
            message = "The proxy does not accept user name and password (\(said)).\(Self.offered(answer))"
        case 407, 401:
            code = .proxyAuthRequired
            message = "The proxy asks for user name and password (\(said)).\(Self.offered(answer))"
        case 403: (code, message) = (.proxyDenied, "The proxy does not allow \(place) (\(said)).")
        // Small proxies say 500 where they mean a gateway's fault.
        case 500, 502, 503, 504:
            (code, message) = (.proxyUpstreamFailed, "The proxy could not reach \(place) (\(said)).")
        default: (code, message) = (.proxyDenied, "The proxy made no tunnel to \(place) (\(said)).")
        }
    }

    private static func said(_ answer: ConnectAnswer) -> String {
        let status = answer.reason.isEmpty ? "\(answer.status)" : "\(answer.status) \(answer.reason)"
        return answer.cause.map { "\(status), \($0)" } ?? status
    }

    private static func offered(_ answer: ConnectAnswer) -> String {
        guard !answer.schemes.isEmpty else { return " It names no way to authenticate." }
        let list = answer.schemes.prefix(8).joined(separator: ", ")
        return answer.schemes.contains("basic")
            ? " It offers: \(list)." : " It offers: \(list); Basic, which is needed, is not among them."
    }
}
