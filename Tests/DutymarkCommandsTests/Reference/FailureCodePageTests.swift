import DutyModel
import DutymarkCommands
import Testing

@Suite("The program's failure codes") struct FailureCodePageTests {
    private static let codes = FailureCodePage.groups.flatMap(\.codes)

    @Test("no code is declared twice, and each is of a category, with a remedy that is a sentence")
    func declarations() {
        #expect(Set(Self.codes.map(\.rawValue)).count == Self.codes.count)
        for code in Self.codes {
            #expect(code.category != .unknown, "\(code)")
            #expect(code.usualRemedy.first?.isUppercase == true || code.usualRemedy.hasPrefix("“"), "\(code)")
            #expect(code.usualRemedy.hasSuffix(".") || code.usualRemedy.hasSuffix(".”"), "\(code)")
            #expect(FailureCode(rawValue: code.rawValue) == code, "\(code) isn't the name of a code")
        }
        for code in ProgramFailureCodes.groups.flatMap(\.codes) {
            #expect(ProgramFailureCodes.declared(code.rawValue)?.category == code.category)
        }
        #expect(ProgramFailureCodes.declared("of_a_newer_version") == nil)
    }

    @Test("every code that a source declares is in the program's list")
    func allAreListed() throws {
        let sources = try ReferencePage.sources()
        let declared = sources.flatMap { $0.matches(of: /FailureCode\(\s*"(\w+)"/).map { String($0.1) } }
        #expect(declared.sorted() == Self.codes.map(\.rawValue).sorted())
        #expect(FailureCodePage(sources: sources).declared == Set(declared), "one of them has no comment")
    }

    @Test("the page of the codes is what the declarations say")
    func page() throws {
        let page = FailureCodePage(sources: try ReferencePage.sources())
        try ReferencePage(name: "failure-codes.md").expect(try page.text())
    }
}
