/// The ports that the schemes of a URL stand for (RFC 9110, section 4.2), and which a URL therefore leaves out.
enum UsualPort {
    /// Of `http`.
    static let httpPort: UInt16 = 80
    /// Of `https`.
    static let httpsPort: UInt16 = 443
}
