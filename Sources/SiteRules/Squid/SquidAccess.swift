import ConnectivityGuide
import DutyModel

/// The access and inspection rules of a squid.conf, ready to be asked.
struct SquidAccess {
    /// A rule: an action, and conditions that must all hold.
    struct Rule {
        let action: String
        let conditions: [(isNegated: Bool, name: String)]
        /// The line that says so, with its number, in words fit for a report.
        let written: String
    }

    /// What the rules say to a request.
    enum Answer: Hashable {
        /// A rule decides with this action; the line that says so.
        case action(String, line: String)
        /// No rule fits.
        case nothing
        /// It hangs on something that the file does not say.
        case unclear(SquidDoubt)
    }

    private(set) var conditions: [String: SquidCondition] = [:]
    private(set) var access: [Rule] = []
    private(set) var inspection: [Rule] = []
    /// Files that are included and were not read.
    private(set) var included: [String] = []
    private var patternStepsLeft = SquidPattern.mostStepsOfFile

    /// Names that squid knows without an `acl` line; none but the last two can fit the machine.
    private static let builtIn: [String: SquidTruth] = [
        "manager": .no, "localhost": .no, "to_localhost": .no, "to_linklocal": .no, "all": .yes, "CONNECT": .yes,
    ]

    /// Reads a file; throws `rule_file_malformed` and names the line.
    init(_ text: SquidText) throws(DutyFailure) {
        for line in text.lines {
            switch line.words[0] {
            case "acl": try addCondition(line, text)
            case "http_access": access.append(try rule(line, text))
            case "ssl_bump": inspection.append(try rule(line, text))
            case "include": included += line.words.dropFirst()
            default:
                guard let meant = SquidDirective.meant(by: line.words[0]) else { continue }
                throw text.failure(
                    line, "squid knows no directive “\(RuleText.oneLine(line.words[0]))”; perhaps \(meant) is meant")
            }
        }
    }

    /// Conditions that no rule asks.
    var unused: [String] {
        let asked = Set((access + inspection).flatMap { $0.conditions.map(\.name) })
        return conditions.keys.filter { !asked.contains($0) && Self.isOurs($0, conditions) }.sorted()
    }

    /// What `http_access` says.
    func access(_ request: SquidRequest) -> Answer { answer(access, request) }

    /// What `ssl_bump` says at its first step; peeking looks on.
    func inspection(_ request: SquidRequest) -> Answer {
        answer(inspection.filter { !["peek", "stare"].contains($0.action) }, request)
    }

    /// What squid does where no `http_access` line fits: the opposite of the last one.
    var usualAction: String { access.last?.action == "deny" ? "allow" : "deny" }

    /// Why it is denied where no `http_access` line fits.
    var usualDenial: String {
        guard let last = access.last else { return "there is no http_access line" }
        return "no http_access line fits, and squid does the opposite of the last: \(last.written)"
    }

    /// The first rule that fits decides, unless one before it may fit and would decide otherwise.
    private func answer(_ rules: [Rule], _ request: SquidRequest) -> Answer {
        var perhaps: [(action: String, doubt: SquidDoubt)] = []
        var known: [String: SquidTruth] = [:]
        for rule in rules {
            switch truth(rule, request, &known) {
            case .no: continue
            case .perhaps(let doubt): perhaps.append((rule.action, doubt))
            case .yes:
                let other = perhaps.first { $0.action != rule.action }
                return other.map { .unclear($0.doubt) } ?? .action(rule.action, line: rule.written)
            }
        }
        return perhaps.first.map { .unclear($0.doubt) } ?? .nothing
    }

    /// Whether a rule fits; each condition is judged once and then known.
    private func truth(_ rule: Rule, _ request: SquidRequest, _ known: inout [String: SquidTruth]) -> SquidTruth {
        var perhaps: SquidTruth?
        for (isNegated, name) in rule.conditions {
            let plain = known[name] ?? conditions[name]?.holds(for: request) ?? Self.builtIn[name] ?? .no
            known[name] = plain
            switch isNegated ? plain.negated : plain {
            case .yes: continue
            case .no: return .no
            case .perhaps(let doubt): perhaps = .perhaps(doubt)
            }
        }
        return perhaps ?? .yes
    }

    private mutating func addCondition(_ line: SquidText.Line, _ text: SquidText) throws(DutyFailure) {
        guard line.words.count >= 3 else { throw text.failure(line, "an acl needs a name and a type") }
        let (name, type) = (line.words[1], line.words[2])
        if let earlier = conditions[name], earlier.type != type {
            throw text.failure(line, "acl \(name.prefix(64)) already has the type \(earlier.type)")
        }
        conditions[name, default: SquidCondition(name: name, type: type)].add(
            line.words.dropFirst(3), stepsLeft: &patternStepsLeft)
    }

    private func rule(_ line: SquidText.Line, _ text: SquidText) throws(DutyFailure) -> Rule {
        guard line.words.count >= 2 else { throw text.failure(line, "\(line.words[0]) needs an action") }
        var asked: [(isNegated: Bool, name: String)] = []
        for word in line.words.dropFirst(2) {
            let isNegated = word.hasPrefix("!")
            let name = isNegated ? String(word.dropFirst()) : word
            guard conditions[name] != nil || Self.builtIn[name] != nil else {
                throw text.failure(line, "there is no acl “\(name.prefix(64))” above it")
            }
            asked.append((isNegated, name))
        }
        return Rule(action: line.words[1], conditions: asked, written: line.written)
    }

    /// Types that decide about places; an unused one of another type is nobody's business here.
    private static func isOurs(_ name: String, _ conditions: [String: SquidCondition]) -> Bool {
        ["dstdomain", "dstdom_regex", "ssl::server_name", "dst"].contains(conditions[name]?.type ?? "")
    }
}
