/// What a health check last said (reference/machines-rest.md, section 3.6).
package struct CheckStatus: Sendable, Hashable {
    package enum Word: String, Sendable, Hashable, CaseIterable {
        case passing
        case warning
        case critical
    }

    package let name: String
    package let word: Word
    package let output: String
    /// When the status last changed.
    package let updatedAt: Timestamp

    package init(name: String, word: Word, output: String, updatedAt: Timestamp) {
        self.name = name
        self.word = word
        self.output = output
        self.updatedAt = updatedAt
    }
}

extension Check {
    /// What the check of a healthy program says: it fails until the program runs and its grace period is over, and
    /// passes then.
    /// - Parameters:
    ///   - isServing: whether the machine is `started`.
    ///   - changedAt: since when it is, or is not.
    ///   - grace: which share of the check's grace period is waited for, 0 for none.
    package func status(isServing: Bool, changedAt: Timestamp, at now: Timestamp, grace: Double) -> CheckStatus {
        guard isServing else {
            return CheckStatus(name: name, word: .critical, output: "the machine hasn't started", updatedAt: changedAt)
        }
        let passesAt = firstSuccess(after: changedAt, grace: grace)
        guard now >= passesAt else {
            return CheckStatus(name: name, word: .critical, output: "", updatedAt: changedAt)
        }
        return CheckStatus(name: name, word: .passing, output: "Success", updatedAt: passesAt)
    }

    /// When the check of a program that started then first passes.
    package func firstSuccess(after start: Timestamp, grace: Double) -> Timestamp {
        grace > 0 ? start + gracePeriod * grace : start
    }
}
