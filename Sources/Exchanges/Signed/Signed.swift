import DutyModel

/// A described value over which somebody signs: the context of its form, and by which word it is explained who signs.
@usableFromInline package protocol Signed: Described {
    /// Who signs it, and under which contexts.
    static var signing: SigningRule { get }
    /// The same of this value, where the type leaves it open.
    var signing: SigningRule { get }
    /// Appends the fields that the signature covers. Unless a type says otherwise: all but the signature, in their order.
    static func appendCovered(_ value: Self, to writer: inout SignedFormWriter)
}

/// Who signs a value and under which contexts.
@usableFromInline package struct SigningRule: Hashable, Sendable {
    /// The one who signs, as the reference names it.
    package let signer: String
    /// The context of the first version.
    package let context: SigningContext
    /// The context of the second version, which holds what was added later.
    package let additionContext: SigningContext?

    /// A rule for this signer.
    package init(by signer: String, _ context: SigningContext, withAddition additionContext: SigningContext? = nil) {
        self.signer = signer
        self.context = context
        self.additionContext = additionContext
    }
}

extension Signed {
    @inlinable package var signing: SigningRule { Self.signing }

    @inlinable package static func appendCovered(_ value: Self, to writer: inout SignedFormWriter) {
        _ = visit(value, &writer)
    }

    /// What is signed; a signature that the value holds is not read.
    @inlinable package var signedForm: CanonicalForm {
        var writer = SignedFormWriter()
        Self.appendCovered(self, to: &writer)
        return writer.form(signing)
    }
}

/// A value that holds the signature over it.
@usableFromInline package protocol SelfSigned: Signed {
    /// The signature.
    var signature: SignatureBytes { get set }
}

extension SelfSigned {
    /// The value with the signature that is made over its form.
    package func signed<Refusal: Error>(
        _ sign: (CanonicalForm) throws(Refusal) -> SignatureBytes
    ) throws(Refusal) -> Self {
        var value = self
        value.signature = try sign(signedForm)
        return value
    }
}

extension SignatureBytes {
    /// What stands in the place of a signature that is not made yet.
    public static let unsigned = SignatureBytes(unchecked: Array(repeating: 0, count: length))
}
