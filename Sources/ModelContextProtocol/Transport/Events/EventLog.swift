/// How much of a stream is kept.
package struct EventLimits: Sendable, Hashable {
    package let count: Int
    /// Of their data; the newest event is kept whatever its size.
    package let bytes: Int

    package init(count: Int = 512, bytes: Int = 16 * 1024 * 1024) {
        self.count = count
        self.bytes = bytes
    }
}

/// The newest events of one stream, numbered from 1. Older ones are lost to whoever has not read them.
struct EventLog {
    struct Entry {
        let number: Int
        let name: String?
        let data: [UInt8]
    }

    private(set) var newest = 0
    private let limits: EventLimits
    private var entries: [Entry] = []
    private var bytes = 0

    init(limits: EventLimits) {
        self.limits = limits
    }

    mutating func append(_ data: [UInt8], name: String?) {
        newest += 1
        bytes += data.count
        entries.append(Entry(number: newest, name: name, data: data))
        var surplus = 0
        while entries.count - surplus > 1, entries.count - surplus > limits.count || bytes > limits.bytes {
            bytes -= entries[surplus].data.count
            surplus += 1
        }
        entries.removeFirst(surplus)
    }

    /// The oldest one kept after the number, nil when there is none yet.
    func next(after number: Int) -> Entry? {
        guard let oldest = entries.first?.number else { return nil }
        let index = max(0, number + 1 - oldest)
        return index < entries.count ? entries[index] : nil
    }
}
