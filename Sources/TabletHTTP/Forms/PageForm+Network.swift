import DutyModel
import NetworkSetup
import Tablet

extension PageForm {
    /// The forms about the way to the network.
    static let network = LinkKind.allCases.map(link) + [confirmNetwork, testNetwork, examineNetwork]

    /// The settings of the cable, or of the wireless network.
    static func link(_ kind: LinkKind) -> PageForm {
        PageForm(
            name: "settings-\(kind.rawValue)", path: "/settings/\(kind.rawValue)", page: .link(kind),
            fields: Set(NetworkField.allCases.map(\.rawValue)), changes: .networkSettings,
            assurance: Assurance(
                done: unknownSettings, notDone: "The settings are as they were.", notKnown: unknownSettings),
            waiting: { _ in "Setting the network. A link needs up to half a minute." },
            command: { .changeNetwork($0.network ?? NetworkWish(), act: $1) })
    }

    /// The settings that are on trial, kept.
    static let confirmNetwork = PageForm(
        name: "settings-confirm", path: "/settings/confirm", page: .settings, changes: .networkSettings,
        assurance: Assurance(notKnown: unknownSettings), waiting: { _ in "Keeping the network settings." },
        command: { .confirmNetwork(act: $1) })

    private static let unknownSettings =
        "It isn't known whether the settings were changed; the settings page shows them."

    /// A test of how the back end is reached.
    static let testNetwork = PageForm(
        name: "settings-check", path: "/settings/check", page: .networkTest, fields: ["full"], changes: nil,
        assurance: Assurance(),
        waiting: { _ in "Testing the network. A place that does not answer takes up to 20 seconds." },
        command: { sent, _ in .testNetwork(full: sent.isFull) })

    /// A run of the doctor.
    static let examineNetwork = PageForm(
        name: "settings-doctor", path: "/settings/doctor", page: .doctor, changes: nil, assurance: Assurance(),
        waiting: { _ in "Finding out what blocks the network." }, command: { _, _ in .examinationStanding })
}
