import ConnectivityGuide
import DutyModel
import Foundation

/// What a PAC file is asked about a guide, as a script for a JavaScript engine, and how its answers are read.
///
/// The script gives the file the usual functions, of which those that ask DNS find nothing, and no way to files or
/// network. It prints one line of JSON.
public struct PACQuestions: Sendable {
    private let endpoints: [GuideEndpoint]
    private let source: RuleSource?

    /// Questions about the entries that a URL can name.
    public init(_ endpoints: [GuideEndpoint], source: RuleSource?) {
        self.endpoints = endpoints.filter { $0.speaks != .dns && $0.transport == .tcp && $0.portNumber != nil }
        self.source = source
    }

    /// The script that asks the PAC file.
    public func script(pac: String) throws(DutyFailure) -> String {
        let asked = endpoints.map { [Self.url($0), ProbeHost.of($0.host)] } + [Self.elsewhere]
        return [
            "var pac = \(try Self.json(pac)), asked = \(try Self.json(asked));",
            "var myAddress = \(try Self.json(source?.address ?? "")), askedDNS = false;",
            Self.functions, Self.run,
        ].joined(separator: "\n")
    }

    /// Reads what the script printed. Throws `rule_file_malformed` where the file failed, with its line.
    public func comparison(answers text: String, fileName: String) throws(DutyFailure) -> GuideComparison {
        guard let answers = try? JSONDecoder().decode(Answers.self, from: Data(text.utf8)) else {
            throw DutyFailure(
                .ruleFileMalformed, "\(fileName) gave no answer: it ran too long, or took too much memory.")
        }
        if let error = answers.error {
            let line = answers.line.map { ", line \($0)" } ?? ""
            throw DutyFailure(.ruleFileMalformed, "\(fileName)\(line): \(RuleText.oneLine(String(error.prefix(200)))).")
        }
        guard let given = answers.given, given.count == endpoints.count + 1 else {
            throw DutyFailure(.ruleFileMalformed, "\(fileName) did not answer every question.")
        }
        return compare(given, askedDNS: answers.askedDNS ?? false)
    }

    private func compare(_ given: [String?], askedDNS: Bool) -> GuideComparison {
        var result = GuideComparison()
        result.compared = endpoints.count
        for (endpoint, answer) in zip(endpoints, given) where !Self.isDirect(answer) {
            let said = answer.map { "it goes to “\(RuleText.oneLine(String($0.prefix(64))))”" } ?? "it gives no answer"
            result.gaps.append(GuideComparison.Gap(endpoint: endpoint, reason: .notDirect, detail: said))
        }
        if let rest = given.last {
            if rest == nil { result.notes.append("The file gives no answer for the rest.") }
            if Self.isDirect(rest) { result.notes.append("The rest goes straight too.") }
        }
        if askedDNS { result.notes.append("The file asks DNS; the answer was that no name has an address.") }
        return result
    }

    /// Whether the first choice of an answer is to go straight.
    private static func isDirect(_ answer: String?) -> Bool {
        answer?.split(separator: ";").first.map { $0.trimmingCharacters(in: .whitespaces).uppercased() } == "DIRECT"
    }

    private static func url(_ endpoint: GuideEndpoint) -> String {
        let scheme = endpoint.speaks == .http ? "http" : "https"
        let usual = endpoint.speaks == .http ? UsualPort.httpPort : UsualPort.httpsPort
        let number = endpoint.portNumber ?? usual
        return scheme + "://" + ProbeHost.of(endpoint.host) + (number == usual ? "" : ":\(number)") + "/"
    }

    private static let elsewhere = ["https://" + ProbeHost.elsewhere + "/", ProbeHost.elsewhere]

    private static func json(_ value: some Encodable) throws(DutyFailure) -> String {
        do {
            return String(decoding: try JSONEncoder().encode(value), as: UTF8.self)
        } catch {
            throw DutyFailure(.internalError, "The questions for the PAC file could not be written.")
        }
    }

    /// What the script prints.
    private struct Answers: Decodable {
        let error: String?
        let line: Int?
        let given: [String?]?
        let askedDNS: Bool?
    }

    /// The functions that a PAC file may call.
    private static let functions = """
        function isPlainHostName(host) { return host.indexOf(".") < 0; }
        function dnsDomainIs(host, domain) {
          return host.length >= domain.length && host.substring(host.length - domain.length) === domain;
        }
        function localHostOrDomainIs(host, name) { return host === name || name.indexOf(host + ".") === 0; }
        function isResolvable(host) { askedDNS = true; return false; }
        function dnsResolve(host) { askedDNS = true; return null; }
        function dnsDomainLevels(host) { return host.split(".").length - 1; }
        function myIpAddress() { return myAddress; }
        function convert_addr(text) {
          var parts = text.split(".");
          return ((parts[0] & 255) << 24 | (parts[1] & 255) << 16 | (parts[2] & 255) << 8 | parts[3] & 255) >>> 0;
        }
        function isInNet(host, pattern, mask) {
          if (!/^[0-9]+(\\.[0-9]+){3}$/.test(host)) { askedDNS = true; return false; }
          return ((convert_addr(host) & convert_addr(mask)) >>> 0) === ((convert_addr(pattern) & convert_addr(mask)) >>> 0);
        }
        function shExpMatch(text, glob) {
          var form = glob.replace(/[.+^${}()|\\[\\]\\\\]/g, "\\\\$&").replace(/\\*/g, ".*").replace(/\\?/g, ".");
          return new RegExp("^" + form + "$").test(text);
        }
        function weekdayRange() { return true; }
        function dateRange() { return true; }
        function timeRange() { return true; }
        """

    /// Runs the file and asks it. What could reach out of the engine is taken away first.
    private static let run = """
        (function (say, engine) {
          print = alert = console = require = performance = Duktape = undefined;
          try {
            engine(pac);
            var given = asked.map(function (question) {
              var answer = FindProxyForURL(question[0], question[1]);
              return typeof answer === "string" ? answer : null;
            });
            say(JSON.stringify({ given: given, askedDNS: askedDNS }));
          } catch (error) {
            say(JSON.stringify({ error: String(error), line: error && error.lineNumber || null }));
          }
        })(print, eval);
        """
}
