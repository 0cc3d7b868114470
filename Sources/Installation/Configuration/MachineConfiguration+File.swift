import ConnectivityGuide
import DutyModel
import Tablet

extension MachineConfiguration {
    /// What a configuration file says, and the data folder that it names.
    ///
    /// - Throws: `config_invalid`, `file_unreadable`, and what reading the guide throws.
    package static func read(_ path: String) throws(DutyFailure) -> (configuration: MachineConfiguration, data: String?)
    {
        try ConfigurationFile.advising(path) { () throws(DutyFailure) in try unadvised(path) }
    }

    private static func unadvised(
        _ path: String
    ) throws(DutyFailure) -> (configuration: MachineConfiguration, data: String?) {
        let file = try ConfigurationFile(path)
        let members = try file.members(
            required: ["link"], optional: ["page", "roots", "dns", "network_link", "confirm_above"])
        let guide = try file.guide(members)
        var nameServers: [String] = []
        if let dns = members["dns"] {
            for item in try dns.itemsOrSelf() { nameServers.append(try file.address(item)) }
        }
        var configuration = MachineConfiguration(
            guide: guide, link: try LinkPlace(file.member("link", in: members), file, guide: guide.guide),
            page: try PagePlace(members["page"], file),
            rootsFile: try members["roots"].map { (node) throws(DutyFailure) in try file.file(node) },
            nameServers: nameServers,
            networkLink: try members["network_link"]?.word(NetworkLinkOwner.self) ?? .owner)
        if let limit = members["confirm_above"] {
            configuration.confirmation = AmountConfirmation(above: try Self.amount(limit))
        }
        return (configuration, try file.dataFolder(members))
    }

    /// An amount in rupees, above zero.
    private static func amount(_ node: StrictNode) throws(DutyFailure) -> Paise {
        let text = try node.text()
        guard let amount = try? Paise(rupeeText: text), amount > .zero else {
            throw node.badValue("“\(ForeignText.shown(text))” is not an amount in rupees above zero")
        }
        return amount
    }
}

extension LinkPlace {
    /// Addresses that the file does not give are the guide's.
    fileprivate init(_ node: StrictNode, _ file: ConfigurationFile, guide: ConnectivityGuide) throws(DutyFailure) {
        let members = try node.members(required: ["port"], optional: ["base", "tablet"])
        func address(_ part: MachinePart) throws(DutyFailure) -> String? {
            if let node = members[part.rawValue] { return try file.address(node) }
            return guide.internalAddress(of: part)?.description
        }
        guard let base = try address(.base) else {
            throw node.badValue("the key “base” is missing, and the guide \(guide.name) names no address for it")
        }
        self.init(base: base, tablet: try address(.tablet), port: try members.member("port", of: node).portNumber())
    }
}

extension PagePlace {
    /// What the file does not give is as on one computer.
    fileprivate init(_ node: StrictNode?, _ file: ConfigurationFile) throws(DutyFailure) {
        let members = try node?.members(required: [], optional: ["address", "port"]) ?? [:]
        let usual = PagePlace(address: try LocalPlaces.pageHost(), port: try LocalPlaces.pagePort())
        let address = try members["address"].map { (node) throws(DutyFailure) in try file.address(node) }
        self.init(address: address ?? usual.address, port: try members["port"]?.portNumber() ?? usual.port)
    }
}
