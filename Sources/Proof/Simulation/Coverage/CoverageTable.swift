/// How often each fault struck at each step.
package struct CoverageTable: TrialCoverage, Hashable, Sendable {
    private var counts = [UInt32](repeating: 0, count: ProtocolStep.allCases.count * TrialFault.allCases.count)

    /// An empty table.
    package init() {}

    private static func place(_ step: ProtocolStep, _ fault: TrialFault) -> Int {
        Int(step.rawValue) * TrialFault.allCases.count + Int(fault.rawValue)
    }

    /// How often this fault struck at this step.
    package subscript(step: ProtocolStep, fault: TrialFault) -> UInt32 { counts[Self.place(step, fault)] }

    mutating func note(_ step: ProtocolStep, _ fault: TrialFault) { counts[Self.place(step, fault)] += 1 }

    /// The sum of two tables.
    package static func + (left: Self, right: Self) -> Self {
        var sum = left
        for place in sum.counts.indices { sum.counts[place] += right.counts[place] }
        return sum
    }

    /// All faults that struck.
    package var total: UInt64 { counts.reduce(0) { $0 + UInt64($1) } }

    /// The cells that can be and are not, as "step × fault".
    package var emptyCells: [String] {
        var cells: [String] = []
        for step in ProtocolStep.allCases {
            for fault in TrialFault.allCases where fault.impossible(at: step) == nil && self[step, fault] == 0 {
                cells.append("\(step.words) × \(fault)")
            }
        }
        return cells
    }

    /// All cells that can be, in the order in which trials take them.
    static let cells: [(step: ProtocolStep, fault: TrialFault)] = ProtocolStep.allCases.flatMap { step in
        TrialFault.allCases.filter { $0.impossible(at: step) == nil }.map { (step, $0) }
    }

    /// The table for people: a row a step, a column a fault; a dash where a fault cannot strike.
    package var text: String {
        let heading = "step".filled(to: 22) + TrialFault.allCases.map { $0.heading.filled(before: 7) }.joined()
        let rows = ProtocolStep.allCases.map { step in
            step.words.filled(to: 22)
                + TrialFault.allCases.map { fault in
                    (fault.impossible(at: step) == nil ? String(self[step, fault]) : "-").filled(before: 7)
                }.joined()
        }
        let reasons = Set(
            ProtocolStep.allCases.flatMap { step in TrialFault.allCases.compactMap { $0.impossible(at: step) } })
        return ([heading] + rows + ["- cannot be: " + reasons.sorted().joined(separator: "; ")])
            .joined(separator: "\n")
    }
}

extension String {
    func filled(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
    func filled(before width: Int) -> String { String(repeating: " ", count: max(0, width - count)) + self }
}
