import HTTPTypes
import MachineRules
import OrderedJSON

/// What a machine's metadata makes its echo answer instead, so that a program's part in what the edge does can be played
/// without a program: `config.metadata.windtunnel_echo` is the text of an object with any of
/// `{"status":200,"headers":{"fly-replay":"region=ord"},"body":"…","delay":"5s","unless":"fly-replay-src","fails":"refuse"}`.
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
    /// World time that passes before the answer.
    let delay: Duration?
    let failure: Failure?
    /// A request with this header is answered as usual, and at once.
    let unless: HTTPField.Name?

    /// Nil for a machine without a script, and for one that cannot be read.
    init?(_ config: MachineConfig) {
        guard let text = config.metadata["windtunnel_echo"]?.stringValue,
            let script = try? JSON(parsing: text), let object = script.objectValue
        else { return nil }
        status = object["status"]?.intValue
        headers =
            object["headers"]?.objectValue?.members.compactMap { member in
                guard let name = HTTPField.Name(member.key), let value = member.value.stringValue else { return nil }
                return HTTPField(name: name, value: value)
            } ?? []
        body = object["body"]?.stringValue
        delay = object["delay"]?.stringValue.flatMap { GoDuration($0)?.duration }
        failure = object["fails"]?.stringValue.flatMap(Failure.init(rawValue:))
        unless = object["unless"]?.stringValue.flatMap { HTTPField.Name($0) }
    }

    /// Whether a request gets the scripted answer.
    func applies(to headers: HTTPFields) -> Bool {
        unless.map { !headers.contains($0) } ?? true
    }
}

/// What a program that breaks off leaves.
struct ConnectionBroken: Error, CustomStringConvertible {
    var description: String { "connection closed before message completed" }
}
