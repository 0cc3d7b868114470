import CGlibc

/// Where the C library takes the memory of this process from.
public enum Heap {
    /// Gives up some speed to hold less memory, for a process whose threads wait more than they compute.
    ///
    /// No thread gets an arena of its own any more, each of which would keep what its busiest moment needed; a piece
    /// larger than a network buffer is a mapping of its own, of which only the pages that are written to count, and
    /// which goes back to the system as soon as it is free; and the heap grows by no more than it needs.
    public static func keepSmall() {
        mallopt(M_ARENA_MAX, 1)
        mallopt(M_MMAP_THRESHOLD, largestSharedBytes)
        mallopt(M_TOP_PAD, growthBytes)
    }

    /// Just below what a record of TLS needs.
    private static let largestSharedBytes: Int32 = 16_000
    private static let growthBytes: Int32 = 16_384
}
