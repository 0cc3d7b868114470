/// A pattern of squid, a POSIX extended regular expression, matched in a time that is bounded by its length and the
/// host's: all places in the pattern move on together, and nothing is tried twice.
struct SquidPattern: Sendable {
    /// The most steps of one pattern; the patterns that sites write have some dozen.
    static let mostSteps = 4_096
    /// The most steps of a whole file, since each is taken for each letter of each host of the guide.
    static let mostStepsOfFile = 65_536

    /// One step of the pattern.
    enum Step: Hashable, Sendable {
        /// A letter of this set, then the next step.
        case letter(Set<UInt8>)
        /// The host's start, or its end, then the next step.
        case start, end
        /// On at both of two steps.
        case fork(Int, Int)
        /// On at another step.
        case jump(Int)
        /// It fits.
        case done
    }

    let steps: [Step]

    /// Reads a pattern; nil where it says what is not known here, such as a reference back, or is too long.
    init?(_ text: String, ignoresCase: Bool) {
        guard text.utf8.count < Self.mostSteps else { return nil }
        var reader = SquidPatternReader(text, ignoresCase: ignoresCase)
        guard let tree = try? reader.whole(), let steps = try? SquidPatternSteps.of(tree) else { return nil }
        self.steps = steps
    }

    /// Whether it fits a part of the text, which squid takes in lower case: so a capital of a pattern fits nothing unless
    /// the pattern ignores case.
    func fits(_ text: String) -> Bool {
        let letters = Array(text.lowercased().utf8)
        var waiting: [Int] = []
        for position in 0...letters.count {
            // A fit may begin at every letter.
            guard let reached = follow([0] + waiting, isStart: position == 0, isEnd: position == letters.count) else {
                return true
            }
            guard position < letters.count else { break }
            waiting = reached.filter { index in
                if case .letter(let set) = steps[index] { set.contains(letters[position]) } else { false }
            }.map { $0 + 1 }
        }
        return false
    }

    /// The steps that wait for a letter when all others are taken; nil where the end of the pattern is among them.
    private func follow(_ first: [Int], isStart: Bool, isEnd: Bool) -> [Int]? {
        var reached: [Int] = []
        var seen = [Bool](repeating: false, count: steps.count)
        var open = first
        while let index = open.popLast() {
            if seen[index] { continue }
            seen[index] = true
            switch steps[index] {
            case .letter: reached.append(index)
            case .start: if isStart { open.append(index + 1) }
            case .end: if isEnd { open.append(index + 1) }
            case .fork(let one, let other): open += [one, other]
            case .jump(let other): open.append(other)
            case .done: return nil
            }
        }
        return reached
    }
}

/// What a pattern says, as a tree.
indirect enum SquidPatternTree {
    case letter(Set<UInt8>)
    case start, end
    case sequence([SquidPatternTree])
    case choice([SquidPatternTree])
    /// At least so many times, and at most so many where there is an end to it.
    case times(SquidPatternTree, least: Int, most: Int?)
}

/// A pattern that is not understood, or too long.
struct SquidPatternUnknown: Error {}

/// Makes the steps of a tree.
struct SquidPatternSteps {
    /// How deep a tree may be; each repetition and group is one deeper.
    private static let deepest = 64

    private var steps: [SquidPattern.Step] = []
    /// Parts written so far; a part that is empty makes no step, and takes time all the same.
    private var parts = 0

    static func of(_ tree: SquidPatternTree) throws(SquidPatternUnknown) -> [SquidPattern.Step] {
        var writer = SquidPatternSteps()
        try writer.write(tree, depth: 0)
        return writer.steps + [.done]
    }

    private mutating func write(_ tree: SquidPatternTree, depth: Int) throws(SquidPatternUnknown) {
        parts += 1
        guard max(parts, steps.count) < SquidPattern.mostSteps, depth < Self.deepest else {
            throw SquidPatternUnknown()
        }
        switch tree {
        case .letter(let set): steps.append(.letter(set))
        case .start: steps.append(.start)
        case .end: steps.append(.end)
        case .sequence(let parts): for part in parts { try write(part, depth: depth + 1) }
        case .choice(let ways): try write(ways: ways, depth: depth)
        case .times(let part, let least, let most): try write(part, least, most, depth: depth)
        }
    }

    private mutating func write(ways: [SquidPatternTree], depth: Int) throws(SquidPatternUnknown) {
        var jumps: [Int] = []
        for way in ways.dropLast() {
            let fork = steps.count
            steps.append(.jump(0))
            try write(way, depth: depth + 1)
            jumps.append(steps.count)
            steps.append(.jump(0))
            steps[fork] = .fork(fork + 1, steps.count)
        }
        if let last = ways.last { try write(last, depth: depth + 1) }
        for jump in jumps { steps[jump] = .jump(steps.count) }
    }

    private mutating func write(
        _ part: SquidPatternTree, _ least: Int, _ most: Int?, depth: Int
    ) throws(SquidPatternUnknown) {
        for _ in 0..<least { try write(part, depth: depth + 1) }
        guard let most else {
            let fork = steps.count
            steps.append(.jump(0))
            try write(part, depth: depth + 1)
            steps.append(.jump(fork))
            steps[fork] = .fork(fork + 1, steps.count)
            return
        }
        var forks: [Int] = []
        for _ in least..<max(least, most) {
            forks.append(steps.count)
            steps.append(.jump(0))
            try write(part, depth: depth + 1)
        }
        for fork in forks { steps[fork] = .fork(fork + 1, steps.count) }
    }
}
