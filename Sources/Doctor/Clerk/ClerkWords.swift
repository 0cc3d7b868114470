/// The one table of what a finding is called at the counter; no word in it needs an expert.
extension FindingCode {
    /// What is wrong, in one plain sentence.
    public var clerkSentence: String {
        switch self {
        case .noNetwork: "The machine is not connected to any network."
        case .nothingReachable: "The machine is connected, but nothing outside this office answers."
        case .gatewayInternal: "The office’s network uses addresses that the machine needs for itself."
        case .gatewayBeside: "The office’s network uses addresses close to those that the machine needs for itself."
        case .proxyUnreachable: "The office’s proxy, through which the machine has to go, does not answer."
        case .proxySilent: "The office’s proxy can be reached, and says nothing to the machine."
        case .proxyIsSocks: "The proxy that is set here is of a kind that the machine cannot use."
        case .proxyMalformed: "What is set here as the office’s proxy is not one."
        case .proxyAuthRequired: "The office’s proxy asks for a user name and a password."
        case .proxyCredentialsRefused:
            "The office’s proxy does not accept the user name and password that are set here."
        case .proxyNoBasic: "The office’s proxy asks for a kind of sign-in that the machine does not have."
        case .proxyDeniesPort: "The office’s proxy closes a way that the machine needs."
        case .proxyDeniesHost: "The office’s proxy does not let the machine reach some places that it needs."
        case .proxyUpstreamFailed: "The office’s proxy cannot reach some places that the machine needs."
        case .dnsDead: "Nobody tells the machine where to find places on the internet."
        case .dnsUDPClosed, .dnsTCPClosed:
            "One of the two ways to ask where places on the internet are is closed in this office."
        case .dnsLargeLost: "Long answers about where places on the internet are get lost on the way."
        case .dnsPublicClosed: "The machine may ask only this office where places on the internet are."
        case .dnsIntercepted: "Somebody on the way answers questions of the machine that were meant for others."
        case .dnsRewritten: "The office’s network gives answers about places that do not exist."
        case .dnsFiltered: "The office’s network hides some places that the machine needs."
        case .nameGone: "A place that the machine needs is no longer known on the internet."
        case .nameFailed: "A place that the machine needs could not be found."
        case .captivePortal: "The network wants somebody to log in on a page of its own before it lets anything out."
        case .ipv6Broken: "One of the two ways out of this office leads nowhere; the machine takes the other one."
        case .ipv4Closed:
            "One of the two ways out of this office is closed; the machine takes the other one where it can."
        case .clockWrong: "The machine’s clock is wrong."
        case .ntpClosed: "Nobody outside this office tells the machine the right time."
        case .portClosed: "The office’s network closes a way that the machine needs."
        case .hostBlocked: "The office’s network does not let the machine reach some places that it needs."
        case .serverDown: "A place that the machine needs does not answer; this office is not the cause."
        case .tlsInspected:
            "The office’s network opens the machine’s sealed messages on the way, so the machine does not send them."
        case .certificateForeign: "A place that the machine needs does not prove who it is."
        case .certificateUnlogged:
            "Places that the machine needs show proofs that nobody outside this office knows."
        case .certificateBad: "A place that the machine needs shows a proof that is not valid."
        case .sniFiltered: "The office’s network cuts the line to some places because of their names."
        case .tlsCut: "The line to some places that the machine needs is cut at the first word."
        case .blockPage: "A page of the office’s network answers in place of some that the machine needs."
        case .transparentProxy: "A device in the office’s network takes part in the machine’s messages unasked."
        case .httpFailed: "Some places answer, and not as they should."
        case .mtuBlackHole: "Large messages get lost on the way; small ones arrive."
        case .wifiUnsupported: "The office’s Wi-Fi is of a kind that the machine does not use."
        case .wifiWeak: "The Wi-Fi is weak where the machine stands."
        case .lineTooSlow: "The line of this office is too slow for the machine."
        case .lineSlow: "The line of this office is slow, or full at the moment."
        case .lineShared: "Other machines go out through the same line as this one."
        }
    }

    /// What she can do herself before she calls anybody; nil where there is nothing.
    public var clerkStep: String? {
        switch self {
        case .noNetwork: "See that the network cable is plugged in at both ends, or that the Wi-Fi is on."
        case .proxyAuthRequired, .proxyCredentialsRefused:
            "Ask for a user name and password for the machine, and enter both under Settings, Proxy Setting."
        case .proxyUnreachable, .proxySilent, .proxyIsSocks, .proxyMalformed:
            "Compare Settings, Proxy Setting with what you were told to enter there."
        case .clockWrong: "Run an audit: its answer brings the right time."
        case .captivePortal: "Do not log in on your own phone or computer: that does not let the machine out."
        case .wifiWeak: "Move the machine closer to where the Wi-Fi comes from, or use the cable."
        case .lineSlow: "Try once more when fewer people use the line."
        default: nil
        }
    }
}
