import DutyModel
import Exchanges
import SiteNetwork

/// What a self-test of the network found, step by step, in the order in which one depends on the other.
public struct NetworkTestReport: Hashable, Sendable, Codable {
    /// Whether every service was talked with, and not only reached.
    public var isFull: Bool
    /// When it was made.
    public var at: Timestamp
    /// The steps.
    public var steps: [NetworkTestStep]

    /// The first step that failed: what comes after it usually fails for the same reason.
    public var firstFailure: NetworkTestStep? { steps.first { $0.result == .failed } }
}

/// One step of a self-test.
public struct NetworkTestStep: Hashable, Sendable, Codable {
    /// What was tested.
    public enum Subject: String, Hashable, Sendable, Codable, CaseIterable {
        /// The link to the site, and the machine's address on it.
        case link
        /// The default gateway.
        case gateway
        /// The DNS servers.
        case nameServers = "name_servers"
        /// The proxy of the settings.
        case proxy
        /// The names of the services.
        case names
        /// The connectivity check of the guide.
        case connectivity
        /// Reaching a service.
        case reach
        /// A signed round trip with a service.
        case dialogue
    }

    /// How it ended.
    public enum Result: String, Hashable, Sendable, Codable, CaseIterable {
        /// It is in order.
        case passed
        /// It is not.
        case failed
        /// It could not be tried, or need not.
        case skipped
    }

    /// What was tested.
    public var subject: Subject
    /// The service, where it is about one.
    public var service: ServiceName?
    /// How it ended.
    public var result: Result
    /// What was found, in a phrase.
    public var detail: String
    /// What is wrong; nil unless it failed.
    public var failure: ReportedFault?
    /// How long it took, in milliseconds; nil where nothing was sent.
    public var milliseconds: Int64?

    /// A step.
    public init(
        _ subject: Subject, service: ServiceName? = nil, _ result: Result, _ detail: String,
        failure: ReportedFault? = nil, milliseconds: Int64? = nil
    ) {
        self.subject = subject
        self.service = service
        self.result = result
        self.detail = detail
        self.failure = failure
        self.milliseconds = milliseconds
    }

    /// A step that failed for this reason.
    static func failed(
        _ subject: Subject, service: ServiceName? = nil, _ failure: DutyFailure, milliseconds: Int64? = nil
    ) -> NetworkTestStep {
        NetworkTestStep(
            subject, service: service, .failed, failure.message, failure: ReportedFault(failure),
            milliseconds: milliseconds)
    }
}

extension NetworkTestStep {
    /// What was tested, as a person is told it.
    public var title: String {
        switch subject {
        case .link: "Link"
        case .gateway: "Gateway"
        case .nameServers: "DNS servers"
        case .proxy: "Proxy"
        case .names: "Names"
        case .connectivity: "Connectivity check"
        case .reach: "Reach \(service?.rawValue ?? "")"
        case .dialogue: "Talk with \(service?.rawValue ?? "")"
        }
    }
}
