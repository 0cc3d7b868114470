import DutyModel
import Testing

@testable import Tablet

/// What still matters, and who hears of changes.
@Suite struct ProblemBookTests {
    @Test func `each duty has its last problem, newest first, until it is cleared`() {
        var book = ProblemBook()
        book.note(DutyFailure(.httpTimeout, "a"), in: .refill, at: Timestamp(1))
        book.note(DutyFailure(.serverBusy, "b"), in: .upload, at: Timestamp(3))
        book.note(DutyFailure(.connectRefused, "c"), in: .refill, at: Timestamp(2))
        book.note(DutyFailure(.registerMismatch, "d"), in: .audit, at: Timestamp(4))
        #expect(book.newestFirst.map(\.message) == ["d", "b", "c"])
        book.clear(.upload)
        book.clear(.audit)
        #expect(book.newestFirst.map(\.code) == [.connectRefused])
    }

    @Test func `a broken network is told once, by its cause where that was found`() {
        var book = ProblemBook()
        book.note(DutyFailure(.connectTimeout, "old"), in: .refill, at: Timestamp(1))
        book.note(DutyFailure(.proxyAuthRequired, "new"), in: .upload, at: Timestamp(3))
        book.note(DutyFailure(.printFailed, "print"), in: .printing, at: Timestamp(2))
        #expect(book.newestFirst.map(\.message) == ["new", "print"])
        #expect(book.preventedByNetwork == [.refill, .upload])
        book.note(DutyFailure(.networkPortal, "cause"), in: .network, at: Timestamp(0))
        #expect(book.newestFirst.map(\.message) == ["print", "cause"])
        book.clear(.network)
        book.clear(.upload)
        #expect(book.newestFirst.map(\.message) == ["print", "old"])
    }

    @Test func `what keeps several duties from being done is told once`() {
        var book = ProblemBook()
        book.note(DutyFailure(.journalRolledBack, "Item 2 is missing."), in: .outbox, at: Timestamp(1))
        book.note(DutyFailure(.journalRolledBack, "Item 2 is missing."), in: .upload, at: Timestamp(2))
        book.note(DutyFailure(.journalRolledBack, "Item 3 is missing."), in: .audit, at: Timestamp(3))
        #expect(book.newestFirst.map(\.at) == [Timestamp(3), Timestamp(2)])
    }

    @Test func `a listener hears at once, then of changes, and of the end`() async {
        var signal = ChangeSignal()
        var stream = signal.stream { _ in }.makeAsyncIterator()
        #expect(await stream.next() != nil)
        signal.announce()
        signal.announce()
        // Two changes while nobody listened are heard as one.
        #expect(await stream.next() != nil)
        signal.close()
        #expect(await stream.next() == nil)
        var late = signal.stream { _ in }.makeAsyncIterator()
        #expect(await late.next() == nil)
    }

    @Test func `a listener that goes away says so`() async {
        var signal = ChangeSignal()
        let (gone, goes) = AsyncStream.makeStream(of: Int.self)
        let staying = signal.stream { goes.yield($0) }
        var leaving: AsyncStream<Void>? = signal.stream { goes.yield($0) }
        #expect(leaving != nil)
        leaving = nil
        var numbers = gone.makeAsyncIterator()
        #expect(await numbers.next() == 1)
        signal.forget(1)
        signal.announce()
        var stream = staying.makeAsyncIterator()
        #expect(await stream.next() != nil)
    }

    @Test func `work in a queue is done in the order asked for, failures included`() async {
        let queue = DutyQueue()
        let order = Order()
        let (gate, open) = AsyncStream.makeStream(of: Void.self)
        let first = Task {
            try await queue.run { () async throws(DutyFailure) in
                await order.add(1)
                for await _ in gate { break }
                await order.add(2)
                throw DutyFailure(.dnsFailed, "")
            }
        }
        while await order.numbers.isEmpty { await Task.yield() }
        let second = Task {
            try await queue.run { () async throws(DutyFailure) in
                await order.add(3)
                return 7
            }
        }
        open.yield()
        #expect(await failure { try await first.value }?.code == .dnsFailed)
        #expect((try? await second.value) == 7)
        #expect(await order.numbers == [1, 2, 3])
    }
}

/// The order in which things happened.
private actor Order {
    private(set) var numbers: [Int] = []

    func add(_ number: Int) { numbers.append(number) }
}
