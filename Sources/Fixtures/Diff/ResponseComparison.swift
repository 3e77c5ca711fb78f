import OrderedJSON

/// Compares a recorded answer with a live one to the same request: what a client could notice, and nothing that every
/// run makes anew.
package struct ResponseComparison: Sendable {
    /// The headers that matter to every client, in lower case.
    package static let standardHeaders = [
        "content-type", "location", "retry-after", "www-authenticate", "fly-replay",
    ]

    /// The headers that are compared, in lower case.
    private let headers: [String]
    private let body: MatchRules.Body
    private let ignored: IgnoredPlaces

    /// - Parameters:
    ///   - headers: compared beside the standard ones.
    ///   - body: how bodies are compared; normalised is by meaning.
    ///   - ignored: the places that do not count.
    package init(
        headers: Set<String> = [], body: MatchRules.Body = .normalised, ignored: IgnoredPlaces = IgnoredPlaces()
    ) {
        self.headers = Self.standardHeaders + headers.map(\.asciiLowercased).sorted()
        self.body = body
        self.ignored = ignored
    }

    /// The differences, and the binding with what these two answers introduced; the next request is to be sent in its
    /// words.
    package func differences(
        _ recorded: RecordedResponse, _ live: RecordedResponse, _ binding: inout Binding
    ) -> [Difference] {
        var result: [Difference] = []
        if recorded.status != live.status {
            result.append(Difference(.status, place: "status", recorded: "\(recorded.status)", live: "\(live.status)"))
        }
        binding.learn(recorded: recorded, live: live)
        var walk = ResponseWalk(binding: binding, ignored: ignored)
        for name in headers {
            let one = Self.header(name, recorded)
            let other = Self.header(name, live)
            guard one != other, !walk.isSame(one ?? "", other ?? "", key: nil) || one == nil || other == nil else {
                continue
            }
            result.append(Difference(.header, place: "header \(name)", recorded: one, live: other))
        }
        switch body {
        case .ignored: break
        case .exact:
            if recorded.bytes != live.bytes {
                let texts = [recorded, live].map { ResponseWalk.short(String(decoding: $0.bytes, as: UTF8.self)) }
                result.append(Difference(.body, place: "body", recorded: texts[0], live: texts[1]))
            }
        case .normalised:
            Self.compare(recorded, live, &walk)
            result += walk.found
        }
        return result.filter { !ignored.contains($0.place) }
    }

    private static func header(_ name: String, _ response: RecordedResponse) -> String? {
        let value = response.headers[name]
        // Blanks and case in a media type say nothing.
        return name == "content-type"
            ? value.map { String(decoding: $0.asciiLowercased.utf8.filter { $0 != 0x20 }, as: UTF8.self) } : value
    }

    private static func compare(_ recorded: RecordedResponse, _ live: RecordedResponse, _ walk: inout ResponseWalk) {
        // What is no JSON is lines.
        if let one = try? JSON(parsing: recorded.bytes), let other = try? JSON(parsing: live.bytes) {
            return walk.compare(one, other, [])
        }
        for pair in ResponseLines.paired(ResponseLines(recorded), ResponseLines(live)) {
            guard let one = pair.recorded, let other = pair.live else {
                walk.add(only: pair.recorded, pair.live)
                continue
            }
            walk.line = one.number
            if let first = one.json, let second = other.json {
                walk.compare(first, second, [])
            } else if !walk.isSame(one.text, other.text, key: nil) {
                walk.add(one, other)
            }
        }
    }
}
