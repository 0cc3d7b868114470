import ConnectivityGuide
import DutyModel

/// This computer's radio, where it has one that is connected: the machine is to join the same network.
enum RadioChecks {
    /// A network that is heard worse loses packets where the machine stands; about -80 dBm, in NetworkManager's hundredths.
    private static let weakPercent = 40

    static func radio(_ evidence: Evidence, _ unexplained: Unexplained) -> [Finding] {
        guard let radio = evidence.recording.local.radio, let wireless = evidence.guide.wireless else { return [] }
        return [protection(radio, wireless), band(radio, wireless), signal(radio)].compactMap(\.self)
    }

    private static func protection(_ radio: RadioFacts, _ wireless: GuideWireless) -> Finding? {
        let words = radio.protection.map { $0.uppercased() }
        let supported = Words.list(wireless.security)
        let fix = "Protect the network with one of these: \(supported)."
        if words.isEmpty || words.contains(where: { word in wireless.refused.contains { word.hasPrefix($0) } }) {
            let what = words.isEmpty ? "is open" : "is protected by \(Words.list(radio.protection)) only"
            return unsupported(
                "The wireless network \(what), which the machine refuses",
                "this computer’s radio says so; the machine joins networks with \(supported)", fix, .critical)
        }
        // WPA3 beside WPA2 is fine: the machine takes what it knows.
        guard !words.contains(where: { $0 == "WPA1" || $0 == "WPA2" || $0 == "WPA" }) else { return nil }
        return unsupported(
            "The wireless network is protected by \(Words.list(radio.protection.map { Words.foreign($0, most: 20) }))",
            "the machine is only known to join networks with \(supported)", fix, .warning)
    }

    /// A network has other bands as well, as a rule; so this is a remark.
    private static func band(_ radio: RadioFacts, _ wireless: GuideWireless) -> Finding? {
        guard let band = band(radio.megahertz), !wireless.bandsGigahertz.contains(band) else { return nil }
        return unsupported(
            "This computer uses the wireless network at \(band) GHz, which the machine has not",
            "its radio sends at \(radio.megahertz) MHz; the machine’s at \(Words.list(wireless.bandsGigahertz)) GHz",
            "See that the network is there at \(Words.list(wireless.bandsGigahertz)) GHz too.", .information)
    }

    /// The band as the guide writes it.
    private static func band(_ megahertz: Int) -> String? {
        switch megahertz {
        case 2_400..<2_500: "2.4"
        case 4_900..<5_925: "5"
        case 5_925..<7_130: "6"
        case 57_000..<71_000: "60"
        default: nil
        }
    }

    private static func signal(_ radio: RadioFacts) -> Finding? {
        guard radio.signalPercent < weakPercent else { return nil }
        return Finding(
            .wifiWeak, .open, .local, "The wireless network is heard badly here",
            known: ["this computer’s radio hears it with \(radio.signalPercent) of 100; \(weakPercent) are needed"],
            fix: "Put an access point nearer to the machine, or use a cable.", severity: .warning)
    }

    private static func unsupported(
        _ summary: String, _ known: String, _ fix: String, _ severity: Finding.Severity
    ) -> Finding {
        Finding(
            .wifiUnsupported, severity == .critical ? .blocked : .open, .local, summary, known: [known], fix: fix,
            severity: severity)
    }
}
