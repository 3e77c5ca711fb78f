/// One event as it goes over the wire.
struct ServerSentEvent {
    /// What a client hands back as `Last-Event-ID`; nil for a stream that cannot be resumed.
    var id: String?
    /// Left out when nil.
    var name: String?
    /// On one line: a line break within would end it.
    var data: [UInt8]

    /// Its lines and the blank one that ends it.
    var bytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(data.count + 48)
        if let id { bytes += "id: \(id)\n".utf8 }
        if let name { bytes += "event: \(name)\n".utf8 }
        bytes += "data: ".utf8
        bytes += data
        bytes += "\n\n".utf8
        return bytes
    }
}

/// The id of an event: which stream of its session, and which of that stream.
struct EventID: Hashable {
    let stream: Int
    /// 1 for the first event; 0 is the moment before it.
    let number: Int

    init(stream: Int, number: Int) {
        self.stream = stream
        self.number = number
    }

    /// Nil for what was never given out by ``text``.
    init?(_ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, let stream = Int(parts[0]), let number = Int(parts[1]), stream >= 0, number >= 0
        else { return nil }
        self.init(stream: stream, number: number)
    }

    var text: String { "\(stream)-\(number)" }
}
