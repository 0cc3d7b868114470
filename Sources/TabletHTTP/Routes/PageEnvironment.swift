import DutyModel
import Exchanges
import Hummingbird
import Tablet

/// What every route of the page works with.
struct PageEnvironment: Sendable {
    let operations: any MachineOperations
    let renderer: PageRenderer
    let files: StaticFiles
    let guardian: SameSiteGuard
    let seal: FormSeal
    let desk: FormDesk
    let seats: EventSeats
    let limits: PageLimits
    let clock: @Sendable () -> Timestamp
    let random: RandomBytes

    /// A screen as an answer; a browser that has no session yet is given one.
    func answer(_ screen: some Screen, status: HTTPResponse.Status = .ok, session: PageSession? = nil) -> Response {
        var headers: HTTPFields = [.contentType: "text/html; charset=utf-8"]
        if let session, session.isNew { headers[.setCookie] = session.cookieHeader }
        let html = ByteBuffer(string: renderer.html(screen))
        return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: html))
    }

    /// Sends the browser on to another screen by GET, so that reloading it repeats nothing.
    func seeOther(_ path: String) -> Response { Response(status: .seeOther, headers: [.location: path]) }

    /// A drawing as an answer.
    func file(_ bytes: [UInt8], _ format: PrintFormat, named name: String) -> Response {
        let headers: HTTPFields = [
            .contentType: format == .pdf ? "application/pdf" : "image/png",
            .contentDisposition: "inline; filename=\"\(name).\(format.rawValue)\"",
            .contentSecurityPolicy: AnswerHeaders.filePolicy,
        ]
        return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    /// A page that stands by itself, with its own style, as a file to keep or to send.
    func sheet(_ html: String, named name: String) -> Response {
        let headers: HTTPFields = [
            .contentType: "text/html; charset=utf-8",
            .contentDisposition: "attachment; filename=\"\(name).html\"",
            .contentSecurityPolicy: AnswerHeaders.sheetPolicy,
        ]
        return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(string: html)))
    }

    /// The hidden fields of a new form for this browser, whose work begins at this place.
    func seal(_ form: PageForm, _ session: PageSession, acts: ActPlace? = nil) async -> FormSealFields {
        let number = await desk.issue()
        let act = form.changes != nil ? acts?.newAct(random: BytesAsNumbers(bytes: random)).hex : nil
        return FormSealFields(
            number: String(number), token: seal.token(session: session, form: form, number: number), act: act)
    }
}

/// The page's random bytes for whatever takes numbers.
private struct BytesAsNumbers: RandomSource {
    let bytes: RandomBytes

    func next() -> UInt64 { bytes(8).reduce(0) { $0 << 8 | UInt64($1) } }
}

extension HTTPResponse.Status {
    /// The status that goes with a failure.
    init(_ failure: DutyFailure) { self.init(code: failure.code.category.httpStatus) }
}
