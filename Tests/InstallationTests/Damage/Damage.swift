import Foundation

@testable import Installation

/// What happens to a file.
enum Damage: String, CaseIterable, Sendable {
    case missing, empty, cut, garbage, foreign

    /// Does it to the file at `path` of a folder; false where it leaves the file as it was, or where the other
    /// installation has no such file.
    func hit(_ path: String, in layout: FolderLayout, other: String) throws -> Bool {
        let file = "\(layout.root)/\(path)"
        let whole = try Data(contentsOf: URL(filePath: file))
        switch self {
        case .missing:
            try FileManager.default.removeItem(atPath: file)
            return true
        case .empty: return try write(Data(), over: whole, to: file)
        case .cut: return try write(whole.prefix(whole.count / 8), over: whole, to: file)
        case .garbage: return try write(Self.garbage(whole.count), over: whole, to: file)
        case .foreign:
            guard let foreign = FileManager.default.contents(atPath: "\(other)/\(path)") else { return false }
            return try write(foreign, over: whole, to: file)
        }
    }

    private func write(_ damaged: Data, over whole: Data, to file: String) throws -> Bool {
        guard damaged != whole else { return false }
        // In its place: the mode stays.
        let handle = try FileHandle(forWritingTo: URL(filePath: file))
        try handle.truncate(atOffset: 0)
        try handle.write(contentsOf: damaged)
        try handle.close()
        return true
    }

    /// The same for each length, and like nothing that a program writes.
    private static func garbage(_ count: Int) -> Data {
        var state: UInt64 = 0x9E37_79B9_7F4A_7C15
        return Data(
            (0..<count).map { _ in
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                return UInt8(truncatingIfNeeded: state >> 33)
            })
    }
}
