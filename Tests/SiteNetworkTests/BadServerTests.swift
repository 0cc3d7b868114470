import DutyModel
import SiteNetwork
import Testing

@Suite(.timeLimit(.minutes(1))) struct BadServerTests {
    static let cases = [
        BadBehaviour(name: "garbage", behaviour: .writeAndClose("\u{1}\u{2} nonsense\r\n\r\n"), code: .httpMalformed),
        BadBehaviour(
            name: "another protocol", behaviour: .writeAndClose("SSH-2.0-OpenSSH_9.2\r\n"), code: .httpMalformed),
        BadBehaviour(
            name: "two lengths",
            behaviour: .write("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nok"),
            code: .httpMalformed),
        BadBehaviour(name: "closes at once", behaviour: .writeAndClose(""), code: .connectionLost),
        BadBehaviour(
            name: "closes in the middle of the body",
            behaviour: .writeAndClose("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf"), code: .connectionLost),
        BadBehaviour(
            name: "endless header fields",
            behaviour: .writeForEver(start: "HTTP/1.1 200 OK\r\n", piece: "X-More: more and more\r\n"),
            code: .answerTooLarge),
        BadBehaviour(
            name: "one endless header field",
            behaviour: .writeForEver(start: "HTTP/1.1 200 OK\r\nX: ", piece: String(repeating: "y", count: 1000)),
            code: .answerTooLarge),
        BadBehaviour(
            name: "endless body",
            behaviour: .writeForEver(
                start: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
                piece: "1000\r\n" + String(repeating: "z", count: 4096) + "\r\n"),
            code: .answerTooLarge),
        BadBehaviour(name: "silence", behaviour: .silence, code: .httpTimeout),
        BadBehaviour(
            name: "a byte at a time", behaviour: .drip(start: "HTTP/1.1 200 OK\r\nX: ", everyMilliseconds: 5),
            code: .httpTimeout),
        BadBehaviour(
            name: "provisional answers for ever",
            behaviour: .writeForEver(start: "", piece: "HTTP/1.1 100 Continue\r\n\r\n"), code: .httpTimeout),
    ]

    @Test(arguments: cases) func aBadAnswerIsBoundedAndNamed(_ bad: BadBehaviour) async throws {
        let server = try await TestServer(bad.behaviour)
        var limits = NetworkLimits()
        // Only what has to run into the time limit gets a short one.
        if bad.code == .httpTimeout { limits.exchangeMilliseconds = 200 }
        let failure = await failure(of: try dialler(limits: limits), at: place(server))
        #expect(failure?.code == bad.code)
        #expect(failure?.phase == .http)
        #expect(failure?.mayHaveArrived == true)
        try await server.close()
    }
}
