import MachineRules
import Testing

@Suite("ULIDs")
struct MonotonicULIDTests {
    @Test("begin with their time in Crockford's base 32")
    func time() {
        var generator = SeededGenerator(seed: 3)
        let id = Identifiers.ulid(at: Timestamp(milliseconds: 1_469_918_176_385), using: &generator)
        #expect(id.hasPrefix("01ARYZ6S41"))
        #expect(id.wholeMatch(of: /[0-9A-HJKMNP-TV-Z]{26}/) != nil)
        let first = Identifiers.ulid(at: Timestamp(milliseconds: -5), using: &generator)
        #expect(first.hasPrefix("0000000000"))
        let last = Identifiers.ulid(at: Timestamp(milliseconds: .max), using: &generator)
        #expect(last.hasPrefix("7ZZZZZZZZZ"))
    }

    @Test("of one maker sort in the order of making, whatever the clock does")
    func order() {
        var generator = SeededGenerator(seed: 4)
        var ulids = MonotonicULID()
        var made: [String] = []
        for index in 0..<3000 {
            let milliseconds: Int64 = index % 7 == 0 ? 2_000_000 - Int64(index) : 1_000_000 + Int64(index / 50)
            made.append(ulids.next(at: Timestamp(milliseconds: milliseconds), using: &generator))
        }
        #expect(made == made.sorted())
        #expect(Set(made).count == made.count)
    }

    @Test("go on after the newest one of the store")
    func resumed() {
        var generator = SeededGenerator(seed: 5)
        var ulids = MonotonicULID(after: "01K5Z8Q3M7T2V9XBN4CDHJ6WRE")
        #expect(ulids.next(at: Timestamp(milliseconds: 0), using: &generator) == "01K5Z8Q3M7T2V9XBN4CDHJ6WRF")
        var full = MonotonicULID(after: "0000000001ZZZZZZZZZZZZZZZZ")
        #expect(full.next(at: Timestamp(milliseconds: 0), using: &generator) == "00000000020000000000000000")
        var halfFull = MonotonicULID(after: "000000000100" + "0ZZZZZZZZZZZZZ")
        #expect(halfFull.next(at: Timestamp(milliseconds: 0), using: &generator) == "0000000001001" + "0000000000000")
    }

    @Test("do not go on after a text that is none", arguments: ["", "nonsense", "81K5Z8Q3M7T2V9XBN4CDHJ6WRE"])
    func notResumed(text: String) {
        var generator = SeededGenerator(seed: 6)
        var ulids = MonotonicULID(after: text)
        #expect(ulids.next(at: Timestamp(milliseconds: 1), using: &generator).hasPrefix("0000000001"))
    }
}
