import Fixtures
import OrderedJSON

/// A generator whose run a seed repeats (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

/// Exchanges for tests, in short.
enum Sample {
    static let api = "https://api.machines.dev"
    static let json = "application/json"

    /// One exchange whose answer is JSON text.
    /// - Parameter at: seconds after 09:00.
    static func exchange(
        _ method: String, _ path: String, _ body: String? = nil, headers: HeaderList = [], status: Int = 200,
        answer: String = "{}", answerHeaders: HeaderList = ["Content-Type": json], at: Int = 0
    ) -> Interaction {
        let url = path.hasPrefix("http") ? path : api + path
        return Interaction(
            startedAt: "2026-06-02T09:\(two(at / 60)):\(two(at % 60)).000Z",
            request: RecordedRequest(
                method: method, url: url, headers: headers, body: body.map { RecordedBody($0, mimeType: json) }),
            response: RecordedResponse(status: status, headers: answerHeaders, content: .whole(Array(answer.utf8))),
            timing: Timing(wait: .milliseconds(3), receive: .microseconds(250)))
    }

    static func machine(_ id: String, state: String) -> String {
        """
        {"id":"\(id)","name":"quiet-meadow-412","state":"\(state)","region":"ams","instance_id":"01K5Z8Q3M7T2V9XBN4CDHJ6WRE",\
        "private_ip":"fdaa:2:51c9:a7b:3d4:9e1f:6b02:2","config":{"image":"registry.fly.io/paper-boats:v14"},\
        "created_at":"2026-06-02T09:14:21Z"}
        """
    }

    private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}

/// Recordings of every shape, by chance.
struct RecordingGenerator {
    private var random: SeededGenerator

    init(seed: UInt64) {
        random = SeededGenerator(seed: seed)
    }

    mutating func recording() -> Recording {
        Recording((0..<Int.random(in: 0...6, using: &random)).map { _ in interaction() })
    }

    private mutating func interaction() -> Interaction {
        Interaction(
            startedAt: "2026-06-02T09:14:21.\(Int.random(in: 100...999, using: &random))Z",
            request: RecordedRequest(
                method: pick(["GET", "POST", "DELETE", "PATCH"]),
                url: "https://api.machines.dev/v1/" + word() + "?" + word() + "=" + word(),
                httpVersion: pick(["HTTP/1.1", "HTTP/2.0"]), headers: headers(),
                body: Bool.random(using: &random)
                    ? RecordedBody(bytes(), mimeType: pick(["application/json", "", "text/plain"])) : nil),
            response: RecordedResponse(
                status: pick([200, 201, 404, 0]), statusText: pick(["", "OK"]), headers: headers(),
                mimeType: pick(["application/json", "text/event-stream"]), content: content()),
            timing: timing(),
            comment: Bool.random(using: &random) ? text() : nil)
    }

    private mutating func content() -> RecordedResponse.Content {
        guard Int.random(in: 0..<4, using: &random) == 0 else { return .whole(bytes()) }
        return .pieces(
            (0..<Int.random(in: 1...4, using: &random)).map { _ in
                StreamPiece(offset: .microseconds(Int.random(in: 0...9_000_000, using: &random)), bytes: bytes())
            })
    }

    private mutating func bytes() -> [UInt8] {
        switch Int.random(in: 0..<5, using: &random) {
        case 0: (0..<Int.random(in: 0...40, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }
        case 1: Array(text().utf8)
        case 2: Array((document(depth: 0) + pick(["", "\n"])).utf8)
        default: Array(document(depth: 0).utf8)
        }
    }

    /// JSON text with everything that a tree would lose: number texts, keys given twice, escapes, blanks.
    mutating func document(depth: Int) -> String {
        switch Int.random(in: 0..<(depth > 3 ? 5 : 8), using: &random) {
        case 0: return pick(["0", "-0", "1.0", "1e2", "12345678901234567890123", "1.50E-7"])
        case 1: return pick(["null", "true", "false"])
        case 2:
            return pick(["\"\"", "\"a\\u003cb\"", "\"\\ud83d\\ude00\"", "\"😀 ü\"", "\"\\\\\\\"/\\n\"", "\"{[,:]}\""])
        case 3: return "[]"
        case 4: return "{ }"
        case 5, 6:
            let members = (0..<Int.random(in: 1...4, using: &random)).map { _ in
                "\"\(pick(["a", "b", "a\\\"", "ä"]))\"\(pick([":", " : "]))\(document(depth: depth + 1))"
            }
            return "{" + members.joined(separator: pick([",", ", ", ",\n\t"])) + "}"
        default:
            let elements = (0..<Int.random(in: 1...4, using: &random)).map { _ in document(depth: depth + 1) }
            return "[" + elements.joined(separator: ",") + "]"
        }
    }

    private mutating func headers() -> HeaderList {
        HeaderList(
            (0..<Int.random(in: 0...3, using: &random)).map { _ in
                HeaderList.Field(name: pick(["Accept", "accept", "X-Odd"]), value: text())
            })
    }

    private mutating func timing() -> Timing {
        func phase() -> Duration? {
            Bool.random(using: &random) ? .nanoseconds(Int.random(in: 0...99_999_999, using: &random)) : nil
        }
        return Timing(
            blocked: phase(), dns: phase(), connect: phase(), ssl: phase(), send: phase() ?? .zero,
            wait: phase() ?? .zero, receive: phase() ?? .zero)
    }

    private mutating func word() -> String { pick(["apps", "machines", "a%20b", "x.y", "%C3%BC"]) }

    private mutating func text() -> String {
        pick(["", "plain", "two\nlines\t\u{0}\u{1F}", "quote \" slash \\", "ü 😀 \u{2028}"])
    }

    private mutating func pick<Value>(_ values: [Value]) -> Value {
        values[Int.random(in: 0..<values.count, using: &random)]
    }
}
