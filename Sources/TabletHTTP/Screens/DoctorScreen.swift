import Doctor
import DutyModel
import Tablet

/// What blocks the network, in the clerk's words; and the sheet for those who look after the network, which is what is
/// printed of this page.
struct DoctorScreen: Screen {
    let template = ScreenTemplate.doctor
    let frame: Frame
    let notice: Notice?
    let found: Found?
    let sheet: NetworkSheet?
    let label: String
    let seal: FormSealFields

    /// What one run found.
    struct Found: Sendable {
        let time: String
        /// That franking does not hang on the network; nil where it is not possible now for another reason.
        let franking: String?
        let advice: [Advice]
    }

    /// One root cause, in the clerk's words; the finding is folded away, for the expert who looks over her shoulder.
    struct Advice: Sendable {
        let clerk: ClerkAdvice
        let sign: String
        let urgent: Bool
        let scope: String
        let code: String

        init(_ advice: ClerkAdvice) {
            clerk = advice
            urgent = advice.finding.severity == .critical
            sign = advice.finding.severity == .information ? "i" : "!"
            scope = ReportWords.scope(advice.finding)
            code = advice.finding.code.rawValue
        }
    }

    /// The screen before the first run, or with what the last one found.
    init(_ last: Examination?, of snapshot: MachineSnapshot, notice: Notice?, seal: FormSealFields) {
        frame = Frame("What blocks the network", at: Place.settings)
        self.seal = seal
        found = last.map {
            Found(
                time: $0.report.startedAt.minuteText,
                franking: snapshot.state == .valid
                    ? "Franking needs no network; \(DeviceFigures(snapshot).left) is left." : nil,
                advice: $0.advice.map(Advice.init))
        }
        label = last == nil ? PrimaryAction.findOut.label : "Look again"
        let wanted = last?.advice.contains(where: \.wantsSheet) ?? false
        sheet = wanted ? last.map { NetworkSheet($0, of: snapshot) } : nil
        self.notice = notice ?? last.map(Self.notice)
    }

    /// The whole in a sentence.
    private static func notice(_ last: Examination) -> Notice {
        let urgent = last.advice.contains { $0.finding.severity == .critical }
        let wrong = last.advice.filter { $0.finding.severity != .information }.count
        if wrong == 0 { return .good("Nothing blocks the machine.", "Every place that it needs was reached.") }
        let causes = wrong == 1 ? "One thing is wrong." : "\(wrong) things are wrong."
        let meaning = urgent ? "The machine cannot do all its work." : "The machine can do all that it must."
        return urgent ? .bad(causes, meaning) : .plain(causes, meaning)
    }
}
