import MachineRules
import Testing

@Suite struct RateLimits {
    private static let start = Timestamp(milliseconds: 1_785_585_600_000)

    /// How many of so many tries at one moment go through.
    private func taken(
        _ tries: Int, of limit: RateLimit, from bucket: inout RateLimit.Bucket, at time: Timestamp
    ) -> Int {
        var taken = 0
        for _ in 0..<tries where bucket.take(limit, at: time) { taken += 1 }
        return taken
    }

    @Test(
        arguments: [
            (RateLimit.action, 3, Duration.seconds(1)), (.machineRead, 10, .milliseconds(200)),
            (.appDeletion, 100, .milliseconds(600)),
        ])
    func `a full bucket gives its burst, then one per interval`(limit: RateLimit, burst: Int, interval: Duration) {
        var bucket = RateLimit.Bucket(at: Self.start)
        #expect(taken(burst + 5, of: limit, from: &bucket, at: Self.start) == burst)
        #expect(taken(5, of: limit, from: &bucket, at: Self.start + (interval - .milliseconds(1))) == 0)
        #expect(taken(5, of: limit, from: &bucket, at: Self.start + interval) == 1)
        #expect(taken(5, of: limit, from: &bucket, at: Self.start + interval * 3) == 2)
    }

    @Test func `a bucket never holds more than its burst`() {
        var bucket = RateLimit.Bucket(at: Self.start)
        #expect(taken(9, of: .action, from: &bucket, at: Self.start + .seconds(3600)) == 3)
    }

    @Test func `a refused try takes nothing`() {
        var bucket = RateLimit.Bucket(at: Self.start)
        #expect(taken(1000, of: .action, from: &bucket, at: Self.start) == 3)
        #expect(taken(1, of: .action, from: &bucket, at: Self.start + .seconds(1)) == 1)
    }

    @Test func `a bucket is full again after as many intervals as were taken`() {
        var bucket = RateLimit.Bucket(at: Self.start)
        #expect(bucket.isFull(at: Self.start))
        _ = taken(2, of: .action, from: &bucket, at: Self.start)
        #expect(!bucket.isFull(at: Self.start + .milliseconds(1999)))
        #expect(bucket.isFull(at: Self.start + .seconds(2)))
    }

    @Test func `a clock that is put back gives a full bucket`() {
        var bucket = RateLimit.Bucket(at: Self.start)
        _ = taken(3, of: .action, from: &bucket, at: Self.start + .seconds(3600))
        #expect(taken(9, of: .action, from: &bucket, at: Self.start) == 3)
    }
}
