import DutyModel

extension MessageEnvelope {
    /// The same message without any right in it, fit to be published: in every token the signature and the
    /// certificate's hash are zeros. The schema accepts it; no service does.
    public func redactingTokens() -> MessageEnvelope {
        var body = body
        if case .directoryAnswer(let answer) = body {
            body = .directoryAnswer(
                DirectoryAnswer(
                    directory: answer.directory, tokens: answer.tokens.map(\.redacted),
                    auditWanted: answer.auditWanted))
        }
        return MessageEnvelope(id: id, machine: machine, token: token?.redacted, standing: standing, body: body)
    }
}

extension AccessToken {
    /// The placeholder that stands for this token in published messages.
    public var redacted: AccessToken {
        AccessToken(
            machine: machine, psdKey: psdKey, audience: audience, issuedAt: issuedAt, expiresAt: expiresAt,
            certificateHash: .zero, signature: SignatureBytes(unchecked: Array(repeating: 0, count: 64)))
    }
}
