import ArgumentParser
import DutymarkCommands

/// Hands over to the commands.
@main
struct Dutymark {
    static func main() async { await DutymarkCommand.main() }
}
