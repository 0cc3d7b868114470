/// Messages of the domain name system as the tests' servers send them.
enum DNSBytes {
    /// An answer with these addresses of 127.0.0.0/8; or with nothing but flags and a code.
    static func answer(_ question: [UInt8], _ hosts: [UInt8], flags: UInt8 = 0x81, code: UInt8 = 0) -> [UInt8] {
        let asked = question[12..<min(nameEnd(question) + 5, question.count)]
        let records = hosts.flatMap { [0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 127, 0, 0, $0] as [UInt8] }
        return question[0..<2] + [flags, 0x80 | code, 0, 1, 0, UInt8(hosts.count), 0, 0, 0, 0] + asked + records
    }

    /// Whether a question is for a host's address.
    static func asksHost(_ question: [UInt8]) -> Bool {
        let end = nameEnd(question)
        return end + 2 < question.count && question[(end + 1)...(end + 2)] == [0, 1]
    }

    /// Where the name ends, with the empty label.
    private static func nameEnd(_ question: [UInt8]) -> Int {
        var end = 12
        while end < question.count, question[end] > 0 { end += Int(question[end]) + 1 }
        return end
    }
}
