import DutyModel
import Testing

@testable import Tablet

/// Whether the network is open: the whole table of two probes.
@Suite struct ConnectivityVerdictTests {
    private enum Word: Equatable { case open, portal, notValidated(FailureCode) }

    private static let opens: [ProbeOutcome] = [
        .answered(status: 204, bodyBytes: 0), .answered(status: 200, bodyBytes: 0),
    ]
    private static let portals: [ProbeOutcome] = [
        .answered(status: 200, bodyBytes: 1), .answered(status: 302, bodyBytes: 0),
        .answered(status: 399, bodyBytes: 9),
        .answered(status: 201, bodyBytes: 0),
    ]
    private static let errors: [(ProbeOutcome, FailureCode)] = [
        (.answered(status: 403, bodyBytes: 9), .httpStatus), (.answered(status: 511, bodyBytes: 9), .httpStatus),
        (.answered(status: 199, bodyBytes: 0), .httpStatus), (.failed(.connectTimeout, message: ""), .connectTimeout),
        (.failed(.tlsFailed, message: ""), .tlsFailed),
    ]

    @Test func `an answer over TLS that is open decides, whatever the plain one is`() {
        for tls in Self.opens {
            for plain in Self.opens + Self.portals + Self.errors.map(\.0) {
                #expect(word(plain, tls) == .open)
            }
        }
    }

    @Test func `a portal is told by either, where none is open over TLS`() {
        for portal in Self.portals {
            for other in Self.opens + Self.portals + Self.errors.map(\.0) { #expect(word(other, portal) == .portal) }
            for (error, _) in Self.errors { #expect(word(portal, error) == .portal) }
        }
    }

    @Test func `without an answer over TLS the network is not validated, for the reason of that probe`() {
        for (tls, code) in Self.errors {
            for plain in Self.opens + Self.errors.map(\.0) { #expect(word(plain, tls) == .notValidated(code)) }
        }
    }

    @Test func `a guide without a place over TLS goes by the plain one`() {
        for plain in Self.opens { #expect(word(plain, nil) == .open) }
        for plain in Self.portals { #expect(word(plain, nil) == .portal) }
        for (plain, code) in Self.errors { #expect(word(plain, nil) == .notValidated(code)) }
    }

    private func word(_ plain: ProbeOutcome, _ tls: ProbeOutcome?) -> Word {
        switch ConnectivityVerdict.judge(plain: plain, tls: tls) {
        case .open: .open
        case .portal: .portal
        case .notValidated(let code, _): .notValidated(code)
        }
    }
}
