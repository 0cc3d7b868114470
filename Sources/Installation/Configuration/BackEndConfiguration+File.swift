import BackEnd
import BackEndHTTP
import ConnectivityGuide
import DutyModel
import Exchanges
import Foundation

extension BackEndConfiguration {
    /// What a configuration file says, and the data folder that it names.
    ///
    /// - Throws: `config_invalid`, `file_unreadable`, and what reading the guide throws.
    package static func read(_ path: String) throws(DutyFailure) -> (configuration: BackEndConfiguration, data: String?)
    {
        try ConfigurationFile.advising(path) { () throws(DutyFailure) in try unadvised(path) }
    }

    private static func unadvised(
        _ path: String
    ) throws(DutyFailure) -> (configuration: BackEndConfiguration, data: String?) {
        let file = try ConfigurationFile(path)
        let members = try file.members(
            required: ["listen"], optional: ["server_authority", "acts", "key_list_valid_hours", "public_check"])
        let guide = try file.guide(members)
        let addresses = try ListenAddresses(file.member("listen", in: members), file)
        let listeners: BackEndListeners
        do {
            listeners = try addresses.listeners(of: guide)
        } catch {
            throw try file.member("listen", in: members).badValue(error.message)
        }
        var configuration = BackEndConfiguration(
            guide: guide, listeners: listeners,
            serverAuthority: try members["server_authority"].map { (node) throws(DutyFailure) in
                try CredentialFiles(node, file)
            },
            acts: try members["acts"].map { (node) throws(DutyFailure) in try ActFilePlace(node, file) }
                ?? .besideBooks,
            publicCheck: try members["public_check"].map { (node) throws(DutyFailure) in
                try PublicCheckPlace(node, file)
            })
        if let hours = members["key_list_valid_hours"] { configuration.keyList.validHours = try Self.validHours(hours) }
        return (configuration, try file.dataFolder(members))
    }

    /// For how long a key list is valid: at least a day, so that a list which is signed anew each half of that is one from a
    /// back end that runs, and at most a year.
    private static let validHourBounds: ClosedRange<Int64> = 24...8_784

    private static func validHours(_ node: StrictNode) throws(DutyFailure) -> Int64 {
        let text = try node.text()
        guard let hours = Int64(text), validHourBounds.contains(hours) else {
            throw node.badValue(
                "“\(ForeignText.shown(text))” is not a number of hours from \(validHourBounds.lowerBound) to "
                    + "\(validHourBounds.upperBound)")
        }
        return hours
    }
}

extension ActFilePlace {
    /// A file in a folder that is there: one that is made on the way, because its disk is not mounted, would be lost.
    fileprivate init(_ node: StrictNode, _ file: ConfigurationFile) throws(DutyFailure) {
        let path = try file.file(node)
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder), isFolder.boolValue,
            !FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) || !isFolder.boolValue
        else { throw node.badValue("“\(path)” is not a file in a folder that is there") }
        self = .file(path)
    }
}

extension ListenAddresses {
    fileprivate init(_ node: StrictNode, _ file: ConfigurationFile) throws(DutyFailure) {
        let names = ServiceName.allCases.map(\.rawValue)
        let members = try node.members(required: names, optional: ["distributor_plain", "connectivity_check"])
        for service in ServiceName.allCases {
            let value = try members.member(service.rawValue, of: node)
            var places: [Place] = []
            for item in try value.itemsOrSelf() { places.append(try Place(item, file)) }
            services[service] = places
        }
        plain = try members["distributor_plain"].map { (node) throws(DutyFailure) in try file.address(node) }
        connectivity = try members["connectivity_check"].map { (node) throws(DutyFailure) in try Place(node, file) }
    }
}

extension ListenAddresses.Place {
    /// An address, or an address with the files of its certificate.
    fileprivate init(_ node: StrictNode, _ file: ConfigurationFile) throws(DutyFailure) {
        guard node.isMapping else {
            self.init(address: try file.address(node))
            return
        }
        let members = try node.members(required: ["address"], optional: ["certificate", "key"])
        self.init(
            address: try file.address(members.member("address", of: node)),
            credential: try CredentialFiles(among: members, of: node, file))
    }
}

extension PublicCheckPlace {
    fileprivate init(_ node: StrictNode, _ file: ConfigurationFile) throws(DutyFailure) {
        let members = try node.members(required: ["address", "port"], optional: ["certificate", "key"])
        self.init(
            address: try file.address(members.member("address", of: node)),
            port: try members.member("port", of: node).portNumber(),
            credential: try CredentialFiles(among: members, of: node, file))
    }
}

extension CredentialFiles {
    /// The two files among other members; nil where neither is given.
    fileprivate init?(
        among members: [String: StrictNode], of node: StrictNode, _ file: ConfigurationFile
    ) throws(DutyFailure) {
        guard members["certificate"] != nil || members["key"] != nil else { return nil }
        self.init(
            certificate: try file.file(members.member("certificate", of: node)),
            key: try file.file(members.member("key", of: node)))
    }

    fileprivate init(_ node: StrictNode, _ file: ConfigurationFile) throws(DutyFailure) {
        let members = try node.members(required: ["certificate", "key"])
        self.init(
            certificate: try file.file(members.member("certificate", of: node)),
            key: try file.file(members.member("key", of: node)))
    }
}
