import DutyModel
import Testing

@testable import Installation

@Suite struct DataFolderTests {
    @Test func optionComesFirstThenXDGThenHome() throws {
        let environment = ["XDG_DATA_HOME": "/x", "HOME": "/home/clerk"]
        #expect(try DataFolder(option: "here", environment: environment).path == "here")
        #expect(try DataFolder(option: nil, environment: environment).path == "/x/dutymark")
        #expect(
            try DataFolder(option: nil, environment: ["HOME": "/home/clerk"]).path
                == "/home/clerk/.local/share/dutymark")
        #expect(
            try DataFolder(option: nil, environment: ["XDG_DATA_HOME": "x", "HOME": "/h"]).path
                == "/h/.local/share/dutymark")
    }

    @Test func placeThatNothingNamesIsAFailure() {
        #expect(throws: DutyFailure(.dataMissing, "")) { try DataFolder(option: nil, environment: [:]) }
        #expect(throws: DutyFailure(.dataMissing, "")) { try DataFolder(option: "", environment: ["HOME": "/h"]) }
    }
}
