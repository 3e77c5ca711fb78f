/// What becomes of the rules a request breaks: the first is its refusal, or, in a lenient emulator, all are noted and
/// the request goes on.
package struct Objections: Sendable, Hashable {
    private let areNoted: Bool
    /// The texts that a strict emulator would have refused with, in the order of the rules.
    package private(set) var noted: [String] = []

    private init(areNoted: Bool) {
        self.areNoted = areNoted
    }

    /// As the service does it: the first broken rule is the answer.
    package static let refused = Objections(areNoted: false)
    /// Broken rules are only noted.
    package static let lenient = Objections(areNoted: true)

    /// Applies a rule.
    /// - Returns: what the rule makes of the request; nil when it was broken and that is only noted.
    /// - Throws: the rule's refusal.
    @discardableResult
    package mutating func hear<Value>(_ rule: () throws(Refusal) -> Value) throws(Refusal) -> Value? {
        do {
            return try rule()
        } catch {
            guard areNoted else { throw error }
            noted.append(error.text)
            return nil
        }
    }
}
