import Synchronization
import Testing

@testable import Guests

/// Who was served, in order.
private final class Served: Sendable {
    private let turns = Mutex<[Int]>([])

    func add(_ turn: Int) { turns.withLock { $0.append(turn) } }

    var all: [Int] { turns.withLock { $0 } }
}

@Suite("The order of bodies at a child's input")
struct InputTests {
    @Test("The first turn does not wait")
    func servesFirst() async {
        let input = Input()
        let turn = input.takeTurn()
        await input.wait(for: turn)
        input.end(turn)
    }

    @Test("Turns are served in the order they were taken, whoever waits first")
    func keepsOrder() async {
        let input = Input()
        let turns = (0..<20).map { _ in input.takeTurn() }
        let served = Served()
        await withTaskGroup(of: Void.self) { group in
            for (index, turn) in turns.enumerated().reversed() {
                group.addTask {
                    await input.wait(for: turn)
                    served.add(index)
                    input.end(turn)
                }
            }
        }
        #expect(served.all == Array(0..<20))
    }

    @Test("A turn that ends without having been served holds up nobody")
    func skipsEnded() async {
        let input = Input()
        let (first, second, third) = (input.takeTurn(), input.takeTurn(), input.takeTurn())
        input.end(second)
        await input.wait(for: first)
        input.end(first)
        await input.wait(for: third)
        input.end(third)
        await input.wait(for: input.takeTurn())
    }

    @Test("A turn that is ended twice ends once")
    func endsOnce() async {
        let input = Input()
        let (first, second) = (input.takeTurn(), input.takeTurn())
        for _ in 0..<2 { input.end(first) }
        await input.wait(for: second)
        for _ in 0..<2 { input.end(second) }
        let third = input.takeTurn()
        input.end(first)
        await input.wait(for: third)
    }

    @Test("Several turns that ended early are passed over together")
    func skipsMany() async {
        let input = Input()
        let turns = (0..<10).map { _ in input.takeTurn() }
        for turn in turns.dropLast().reversed() { input.end(turn) }
        await input.wait(for: turns[9])
    }
}
