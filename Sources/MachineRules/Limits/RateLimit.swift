/// How often something may be done: a bucket of `burst` tokens that gets one back every `interval`.
package struct RateLimit: Sendable, Hashable {
    /// How many may follow each other without a pause.
    package let burst: Int
    /// Whole milliseconds.
    package let interval: Duration

    package init(burst: Int, interval: Duration) {
        self.burst = burst
        self.interval = interval
    }

    // The documented figures (reference/machines-rest.md, section 1.8).

    /// Per action and machine, or app where no machine is named: one a second, three at once.
    package static let action = RateLimit(burst: 3, interval: .seconds(1))
    /// Reading a machine: five a second, ten at once.
    package static let machineRead = RateLimit(burst: 10, interval: .milliseconds(200))
    /// Deleting apps: a hundred a minute.
    package static let appDeletion = RateLimit(burst: 100, interval: .milliseconds(600))

    /// What is left of one bucket.
    package struct Bucket: Sendable, Hashable {
        /// When the bucket will be full again: the one number that tells how empty it is now.
        private var fullAt: Timestamp

        /// A full bucket.
        package init(at time: Timestamp) {
            fullAt = time
        }

        /// Takes one token.
        /// - Returns: false when there is none; the bucket stays as it is.
        package mutating func take(_ limit: RateLimit, at time: Timestamp) -> Bool {
            // Emptier than empty: the clock was put back, and with it whatever was done.
            if fullAt - time > limit.interval * limit.burst { fullAt = time }
            let start = max(fullAt, time)
            guard start - time <= limit.interval * (limit.burst - 1) else { return false }
            fullAt = start + limit.interval
            return true
        }

        /// A full bucket says nothing that a fresh one does not.
        package func isFull(at time: Timestamp) -> Bool { fullAt <= time }
    }
}
