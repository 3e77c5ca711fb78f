/// The randomness of one world: SplitMix64, so that a seed replays a run and one stored word goes on with it.
///
/// Not for secrets: whoever sees a few values can tell the rest.
package struct SeededGenerator: RandomNumberGenerator, Sendable {
    /// What to store to go on later with `init(state:)`.
    package private(set) var state: UInt64

    /// A fresh run. The seed is mixed first, so that neighbouring seeds give unrelated runs.
    package init(seed: UInt64) {
        state = Self.mixed(seed &+ Self.step)
    }

    /// Goes on where a generator with this `state` stopped.
    package init(state: UInt64) {
        self.state = state
    }

    /// The next 64 random bits.
    package mutating func next() -> UInt64 {
        state &+= Self.step
        return Self.mixed(state)
    }

    private static let step: UInt64 = 0x9E37_79B9_7F4A_7C15

    private static func mixed(_ value: UInt64) -> UInt64 {
        var value = value
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}

extension RandomNumberGenerator {
    /// A number below `bound`, which must be positive. Written here rather than taken from the standard library, whose
    /// way of drawing may change between versions and with it every seeded run.
    mutating func draw(below bound: Int) -> Int {
        Int(next().multipliedFullWidth(by: UInt64(bound)).high)
    }

    /// One of the elements; `elements` must not be empty.
    mutating func draw<Element>(from elements: [Element]) -> Element {
        elements[draw(below: elements.count)]
    }
}
