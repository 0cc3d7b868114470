import DutyModel
import Hummingbird

/// One browser, told from others by a random cookie; it holds no right of its own, and forms are bound to it.
struct PageSession: Hashable, Sendable {
    /// The cookie's name.
    static let cookieName = "dutymark_page"
    /// Random bytes in a session's name.
    static let length = 32

    /// The cookie's value: 64 hexadecimal digits.
    let name: String
    /// Whether the browser has yet to be given the cookie.
    let isNew: Bool

    /// The session of a request, or a new one where it carries none of the right form.
    init(of request: Request, random: RandomBytes) {
        if let known = Self.known(in: request) {
            self = known
        } else {
            name = Hexadecimal.encode(random(Self.length))
            isNew = true
        }
    }

    /// The session that a request carries, or nil.
    static func known(in request: Request) -> PageSession? {
        guard let value = request.cookies[cookieName]?.value,
            Hexadecimal.decode(value.utf8)?.count == length
        else { return nil }
        return PageSession(name: value, isNew: false)
    }

    private init(name: String, isNew: Bool) {
        self.name = name
        self.isNew = isNew
    }

    /// The header that gives the browser its cookie; it lasts as long as the browser runs.
    var cookieHeader: String { "\(Self.cookieName)=\(name); Path=/; HttpOnly; SameSite=Strict" }
}

/// Gives so many random bytes, from a source fit for secrets.
public typealias RandomBytes = @Sendable (Int) -> [UInt8]
