import DutyModel
import Hummingbird

/// Lets only the page itself speak to the machine: a site that is open in the same browser gets nothing.
///
/// - The `Host` must be one of the page's own authorities, or a name that an attacker points at this computer
///   would do (DNS rebinding).
/// - An `Origin`, where there is one, must be the page's own; a request that changes something must have one.
/// - A request that the browser marks as coming from another site may only open a page, never fetch a part.
struct SameSiteGuard: Sendable {
    /// The authorities under which the page is reached, such as `localhost:8700`; compared in full.
    let authorities: Set<String>

    /// Throws `host_foreign` or `origin_foreign` for a request that is not the page's own.
    func check(_ head: HTTPRequest) throws(DutyFailure) {
        guard let host = head.authority?.lowercased(), authorities.contains(host), head.path?.first == "/" else {
            throw DutyFailure(.hostForeign, "This address does not belong to the machine’s page.")
        }
        let origins = head.headerFields[values: .origin]
        for origin in origins where !isOwn(origin) { throw Self.foreignOrigin }
        let changes = head.method != .get && head.method != .head
        if changes && origins.isEmpty { throw Self.foreignOrigin }
        // Fetch Metadata Request Headers: where the request comes from, and whether it opens a page.
        let site = Self.value("sec-fetch-site", in: head) ?? "none"
        guard site != "same-origin", site != "none" else { return }
        guard !changes, Self.value("sec-fetch-mode", in: head) == "navigate" else { throw Self.foreignOrigin }
    }

    private static func value(_ name: String, in head: HTTPRequest) -> String? {
        head.headerFields.first { $0.name.canonicalName == name }?.value
    }

    /// The page is served in the clear on this computer's own addresses, so its origins are of `http`.
    private func isOwn(_ origin: String) -> Bool {
        let scheme = "http://"
        return origin.hasPrefix(scheme) && authorities.contains(String(origin.dropFirst(scheme.count)))
    }

    private static var foreignOrigin: DutyFailure {
        DutyFailure(.originForeign, "The request comes from another site. Nothing was done.")
    }
}
