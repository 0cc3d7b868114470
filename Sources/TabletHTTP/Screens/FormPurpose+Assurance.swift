import DutyModel

extension FormPurpose {
    /// What a person may rely on after a failure, by what is known of what the form asked for; nil where the failure's
    /// own sentence says it.
    func assurance(_ outcome: KnownOutcome) -> String? {
        switch (self, outcome) {
        case (.frank, .done): "The duty is debited."
        case (.frank, .notDone): "Nothing was debited."
        case (.frank, .notKnown): "It isn't known yet whether the duty was debited; a debit is never lost."
        case (.print, _), (.delivered, _): "The duty is debited, and the impression is kept."
        case (.spoil, .done): "The print is declared spoiled."
        case (.spoil, .notDone): "The impression is as it was."
        case (.spoil, .notKnown): "It isn't known yet whether the print was declared spoiled."
        case (.withdraw, .notDone), (.nextLife, .notDone): "The machine is as it was."
        case (.withdraw, .done), (.withdraw, .notKnown): "No money is lost: what was begun goes on by itself."
        case (.nextLife, .done): "The next life has begun."
        case (.nextLife, .notKnown): "It isn't known yet whether the next life has begun."
        case (.refill, .notDone), (.continueRefill, .notDone): "Nothing was asked for."
        case (.cancelRefill, .notDone): "The top-up is as it was."
        case (.refill, _), (.continueRefill, _), (.cancelRefill, _):
            "No money is lost: the top-up is granted once or not at all."
        case (.audit, .notKnown): "An audit may be repeated; what it finds is shown on the home page."
        case (.audit, _): "The registers were not changed."
        case (.upload, _): "The records are kept until they are received."
        case (.wired, .notDone), (.wifi, .notDone): "The settings are as they were."
        case (.wired, _), (.wifi, _), (.confirmNetwork, .notKnown):
            "It isn't known whether the settings were changed; the settings page shows them."
        case (.confirmNetwork, _), (.testNetwork, _), (.examineNetwork, _): nil
        }
    }
}
