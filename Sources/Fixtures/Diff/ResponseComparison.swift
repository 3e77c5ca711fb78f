import OrderedJSON

/// Compares a recorded answer with a live one to the same request: what a client could notice, and nothing that every
/// run makes anew.
package struct ResponseComparison: Sendable {
    /// The headers that matter, in lower case.
    package var headers: [String]
    /// Members that do not count, by key, at any depth.
    package var ignoredFields: Set<String>

    package init(
        headers: [String] = ["content-type", "location", "retry-after", "www-authenticate", "fly-replay"],
        ignoredFields: Set<String> = []
    ) {
        self.headers = headers.map(\.asciiLowercased)
        self.ignoredFields = ignoredFields
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
        let walk = ResponseWalk(binding: binding, ignoredFields: ignoredFields)
        for name in headers {
            let one = Self.header(name, recorded)
            let other = Self.header(name, live)
            guard one != other, !walk.isSame(one ?? "", other ?? "", key: nil) || one == nil || other == nil else {
                continue
            }
            result.append(Difference(.header, place: "header \(name)", recorded: one, live: other))
        }
        return result + body(recorded, live, walk)
    }

    private static func header(_ name: String, _ response: RecordedResponse) -> String? {
        let value = response.headers[name]
        // Blanks and case in a media type say nothing.
        return name == "content-type"
            ? value.map { String(decoding: $0.asciiLowercased.utf8.filter { $0 != 0x20 }, as: UTF8.self) } : value
    }

    private func body(_ recorded: RecordedResponse, _ live: RecordedResponse, _ walk: ResponseWalk) -> [Difference] {
        let left = recorded.bytes
        let right = live.bytes
        // What is no JSON is lines.
        if let one = try? JSON(parsing: left), let other = try? JSON(parsing: right) {
            var walk = walk
            walk.compare(one, other, [])
            return walk.found
        }
        var walk = walk
        let ones = Self.lines(left)
        let others = Self.lines(right)
        for index in 0..<max(ones.count, others.count) {
            let one = index < ones.count ? ones[index] : nil
            let other = index < others.count ? others[index] : nil
            guard let one, let other else {
                let kind: Difference.Kind = one == nil ? .extra : .missing
                walk.found.append(
                    Difference(
                        kind, place: "body line \(index + 1)", recorded: one.map(ResponseWalk.short),
                        live: other.map(ResponseWalk.short)))
                continue
            }
            walk.line = index + 1
            if let first = try? JSON(parsing: Self.data(one)), let second = try? JSON(parsing: Self.data(other)) {
                walk.compare(first, second, [])
            } else if !walk.isSame(one, other, key: nil) {
                walk.found.append(
                    Difference(
                        .body, place: "body line \(index + 1)", recorded: ResponseWalk.short(one),
                        live: ResponseWalk.short(other)))
            }
        }
        return walk.found
    }

    /// Lines that say something.
    private static func lines(_ bytes: [UInt8]) -> [String] {
        bytes.split(separator: 0x0A).map { String(decoding: $0.last == 0x0D ? $0.dropLast() : $0, as: UTF8.self) }
            .filter { !$0.isEmpty }
    }

    private static func data(_ line: String) -> String { line.hasPrefix("data:") ? String(line.dropFirst(5)) : line }
}
