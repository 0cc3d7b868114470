/// Keeps answers for as long as their zone allows, on a time that is handed in.
struct AnswerMemory {
    private struct Kept {
        let reading: DNSReading
        let until: Duration
    }

    private var kept: [DNSQuestion: Kept] = [:]
    private let limits: NetworkLimits

    init(limits: NetworkLimits) { self.limits = limits }

    /// How many answers are kept.
    var count: Int { kept.count }

    /// What is known of a question.
    func reading(of question: DNSQuestion, at now: Duration) -> DNSReading? {
        kept[question].flatMap { $0.until > now ? $0.reading : nil }
    }

    /// Keeps an answer; the one that ends first makes room.
    mutating func keep(_ reading: DNSReading, of question: DNSQuestion, at now: Duration) {
        let seconds =
            switch reading {
            case .addresses(_, let seconds): min(Int64(seconds), limits.dnsKeepSeconds)
            case .nameUnknown(let seconds), .noAddress(let seconds):
                min(Int64(seconds), limits.dnsKeepNegativeSeconds)
            }
        guard seconds > 0 else { return }
        kept[question] = Kept(reading: reading, until: now + .seconds(seconds))
        if kept.count > limits.dnsKeepAnswers { kept = kept.filter { $0.value.until > now } }
        while kept.count > limits.dnsKeepAnswers, let first = kept.min(by: { $0.value.until < $1.value.until }) {
            kept[first.key] = nil
        }
    }

    mutating func forget() { kept = [:] }
}
