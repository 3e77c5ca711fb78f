import HTTPTypes
import MachineRules
import OrderedJSON

/// What a machine's metadata makes its echo answer instead, so that a program's part in what the edge and its clients do
/// can be played without a program: `config.metadata.windtunnel_echo` is the text of an object with any of
/// `{"status":200,"headers":{"fly-replay":"region=ord"},"body":"…","body_bytes":1048576,"delay":"5s",
/// "unless":"fly-replay-src","fails":"refuse","crash":137}`.
struct EchoScript: Sendable, Hashable {
    /// How a program lets its clients down.
    enum Failure: String, Sendable, Hashable {
        /// Nothing listens on its port.
        case refuse
        /// The connection ends before the answer begins.
        case `break`
    }

    let status: Int?
    let headers: [HTTPField]
    /// In place of what the request was; nil leaves the echo.
    let body: String?
    /// So many bytes of `x` in place of what the request was.
    let bodyBytes: Int?
    /// World time that passes before the answer.
    let delay: Duration?
    let failure: Failure?
    /// The exit code with which a request ends the process, unanswered.
    let crash: Int?
    /// A request with this header is answered as usual, and at once.
    let unless: HTTPField.Name?

    /// Nil for a machine without a script.
    /// - Throws: ``Mistake`` for a script that makes no sense.
    init?(_ config: MachineConfig) throws(Mistake) {
        guard let text = config.metadata["windtunnel_echo"]?.stringValue else { return nil }
        guard let script = try? JSON(parsing: text), let object = script.objectValue else {
            throw Mistake("the metadata windtunnel_echo is not the text of an object")
        }
        func value<Value>(_ key: String, _ expected: String, _ read: (JSON) -> Value?) throws(Mistake) -> Value? {
            guard let json = object[key] else { return nil }
            guard let value = read(json) else {
                throw Mistake("\"\(key)\" in the metadata windtunnel_echo must be \(expected), not \(json.text)")
            }
            return value
        }
        status = try value("status", "a status from 200 to 599") {
            $0.intValue.flatMap { (200...599).contains($0) ? $0 : nil }
        }
        headers =
            try value("headers", "an object of texts", { $0.objectValue })?.members.compactMap { member in
                guard let name = HTTPField.Name(member.key), let value = member.value.stringValue else { return nil }
                return HTTPField(name: name, value: value)
            } ?? []
        body = try value("body", "a text") { $0.stringValue }
        bodyBytes = try value("body_bytes", "a number of bytes") { $0.intValue.flatMap { $0 >= 0 ? $0 : nil } }
        delay = try value("delay", "a duration such as \"1.5s\"") {
            $0.stringValue.flatMap { GoDuration($0)?.duration }
        }
        failure = try value("fails", "\"refuse\" or \"break\"") {
            $0.stringValue.flatMap(Failure.init(rawValue:))
        }
        crash = try value("crash", "an exit code from 0 to 255") {
            $0.intValue.flatMap { (0...255).contains($0) ? $0 : nil }
        }
        unless = try value("unless", "the name of a header") { $0.stringValue.flatMap { HTTPField.Name($0) } }
    }

    /// Whether a request gets the scripted answer.
    func applies(to headers: HTTPFields) -> Bool {
        unless.map { !headers.contains($0) } ?? true
    }

    /// Why a script cannot be played.
    struct Mistake: Error, CustomStringConvertible {
        let description: String

        init(_ description: String) {
            self.description = description
        }
    }
}

/// What a program that breaks off leaves.
struct ConnectionBroken: Error, CustomStringConvertible {
    var description: String { "connection closed before message completed" }
}
