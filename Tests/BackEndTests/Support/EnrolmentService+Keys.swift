import DutyModel

@testable import BackEnd

extension EnrolmentService {
    /// The keys of all devices that the funds service authorised, by name.
    func publishedKeys() async throws(DutyFailure) -> [PublishedKey] { try await authorisedKeys().keys }
}

extension PublishedKey {
    /// Whether two devices may hold it, or an operator blocked it.
    var isSuspended: Bool { standing == .cloneSuspected || standing == .blocked }
}
