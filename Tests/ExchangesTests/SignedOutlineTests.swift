import Exchanges
import Testing

/// A signed form says what it holds by its context alone, so what may be left out of it is bounded.
@Suite("Outlines of signed values") struct SignedOutlineTests {
    /// Every signed value that stands in a message, by its element.
    private static func signed(_ outline: Outline) -> [Outline] {
        var found = outline.signing == nil ? [] : [outline]
        for part in outline.parts {
            switch part {
            case .element(let inner, _, _), .list(_, of: let inner, _, _): found += signed(inner)
            case .choice(let arms): found += arms.flatMap { signed($0) }
            case .field, .signature, .words: break
            }
        }
        return found
    }

    @Test func `at most one thing was added to each, and then there is a second context`() {
        let outlines = Self.signed(Outline.of(MessageEnvelope.self)) + [Outline.of(DevicePermit.self)]
        #expect(Set(outlines.map(\.element)).count > 15)
        for outline in outlines {
            var additions = 0
            for part in outline.parts {
                switch part {
                case .field(_, _, .addition, _), .element(_, .addition, _): additions += 1
                // One that is left out would be an empty field, and one that is there several.
                case .element(_, .optional, _): Issue.record("\(outline.element) may lack a value that it signs")
                default: break
                }
            }
            #expect(additions == (outline.signing?.additionContext == nil ? 0 : 1), "\(outline.element)")
        }
    }
}
