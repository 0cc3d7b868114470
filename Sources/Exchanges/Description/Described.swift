import DutyModel

/// A value that crosses a border: what is sent, signed or stored has this one description.
///
/// `visit` names the fields in their order, with their bounds and what may be left out. A visitor that writes is given the
/// value and hands it back; one that reads is given nil and makes it. So writing and reading XML, the signed form, the
/// binary form, the schema, the reference and the table of bad inputs can't differ from one another.
///
/// `visit` is `@inlinable`, as are the small methods of the visitors: only then does the compiler make of it what one would
/// write by hand, in whichever module it is called from.
@usableFromInline package protocol Described: Storable, Sendable {
    /// The element that holds the value in messages.
    static var element: StaticString { get }
    /// What the value is, in a sentence for schema and reference.
    static var meaning: String { get }
    /// Visits the fields in their order.
    static func visit<V: Visitor>(_ value: Self?, _ v: inout V) throws(V.Refusal) -> Self
}

extension Described {
    /// What the value is; the group of a value that never has an element of its own.
    @usableFromInline package static var meaning: String { "" }
}

/// One of several things, each with its name; its content stands in an element of that name, and behind one byte in the
/// binary form.
@usableFromInline package protocol Choice: Storable, Sendable {
    /// The names.
    associatedtype Arm: ChoiceArm
    /// What one of them is, for an error: “a decision”.
    static var what: StaticString { get }
    /// Which one this is.
    var arm: Arm { get }
    /// Visits the content of this arm.
    static func visit<V: Visitor>(_ arm: Arm, _ value: Self?, _ v: inout V) throws(V.Refusal) -> Self
}

/// The name of one thing of a choice: the element that holds it in messages. In the binary form it is its place among all of
/// them, from 1; so their order never changes, and new ones come at the end.
@usableFromInline package protocol ChoiceArm: CaseIterable, Hashable, RawRepresentable, Sendable
where RawValue == String {
    /// What it is, in a sentence for schema and reference.
    var meaning: String { get }
    /// How it is signed, where that isn't what its value says.
    var signing: SigningRule? { get }
}

extension ChoiceArm {
    /// Nothing but what its value says.
    @usableFromInline package var signing: SigningRule? { nil }

    /// Its place among all, from 1.
    @inlinable package var tag: UInt8 {
        var tag: UInt8 = 1
        for arm in Self.allCases {
            if arm == self { return tag }
            tag += 1
        }
        return 0
    }

    /// The one at this place; nil where there is none.
    @inlinable package init?(tag: UInt8) {
        var rest = tag
        for arm in Self.allCases {
            rest = rest &- 1
            if rest == 0 {
                self = arm
                return
            }
        }
        return nil
    }
}

/// Whether a field may be left out, and what a signature covers where it is.
@usableFromInline package enum Presence: Hashable, Sendable {
    /// It always stands there.
    case always
    /// It may be left out; the signed form then holds an empty field.
    case optional
    /// It was added later and may be left out; the first version of the signed form ends before it, and the second version,
    /// under a context of its own, holds it.
    case addition
}
