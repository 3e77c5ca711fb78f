import MachineRules
import Testing

@Suite("The seeded generator")
struct SeededGeneratorTests {
    @Test("gives the published numbers of SplitMix64")
    func knownAnswers() {
        var generator = SeededGenerator(state: 1_234_567)
        let numbers = (0..<3).map { _ in generator.next() }
        #expect(numbers == [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423])
    }

    @Test("repeats a run for a seed and goes on from its state")
    func repeatable() {
        var first = SeededGenerator(seed: 42)
        var second = SeededGenerator(seed: 42)
        #expect((0..<10).map { _ in first.next() } == (0..<10).map { _ in second.next() })
        var resumed = SeededGenerator(state: first.state)
        #expect(first.next() == resumed.next())
    }

    @Test("gives unrelated runs for neighbouring seeds")
    func neighbours() {
        let starts = (0..<1000).map { seed in
            var generator = SeededGenerator(seed: UInt64(seed))
            return generator.next()
        }
        #expect(Set(starts).count == 1000)
        var (first, second) = (SeededGenerator(seed: 1), SeededGenerator(seed: 2))
        let (left, right) = ((0..<100).map { _ in first.next() }, (0..<100).map { _ in second.next() })
        #expect(Set(left).isDisjoint(with: right))
    }
}
