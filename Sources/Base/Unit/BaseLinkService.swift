import BaseProtocol
import DutyModel
import Logging
import MachineLink
import NIOCore

/// The base's end of the link: only the paired tablet is answered.
public enum BaseLinkService {
    /// Begins to listen; the base is at its place when this returns, and answers while the service runs.
    ///
    /// - Throws: `port_taken`, `link_down`.
    public static func bind(
        _ unit: BaseUnit, at endpoint: LinkEndpoint, group: any EventLoopGroup, logger: Logger
    ) async throws(DutyFailure) -> FramedServer<BaseCommand, BaseAnswer> {
        try await .bind(endpoint, limits: .machine, group: group, logger: logger) {
            (command) async throws(DutyFailure) in try await unit.answer(command)
        }
    }
}
