import Hummingbird

/// The headers that every answer of the page carries.
enum AnswerHeaders {
    /// Nothing from elsewhere, nothing inline, no frame around the page.
    static let pagePolicy =
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
        + "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    /// For a PDF, which the browser's own viewer must be able to show.
    static let filePolicy = "frame-ancestors 'none'; base-uri 'none'"
    /// For a page that is kept as a file: its own style and nothing else.
    static let sheetPolicy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'"

    /// Sets the headers; a policy that is set already stays.
    static func apply(to headers: inout HTTPFields) {
        if headers[.contentSecurityPolicy] == nil { headers[.contentSecurityPolicy] = pagePolicy }
        headers[.xContentTypeOptions] = "nosniff"
        headers[.cacheControl] = "no-store"
        // Not “no-referrer”: with it browsers send “Origin: null” with the page's own forms.
        for (name, value) in others {
            if let field = HTTPFields.Element.Name(name) { headers[field] = value }
        }
    }

    private static let others = [
        ("X-Frame-Options", "DENY"), ("Referrer-Policy", "same-origin"),
        ("Cross-Origin-Opener-Policy", "same-origin"), ("Cross-Origin-Resource-Policy", "same-origin"),
        ("Permissions-Policy", "camera=(), geolocation=(), microphone=()"),
    ]
}
