import Logging
import OrderedJSON

/// Writes each log event as one line: text for people, or a JSON object for machines.
struct LineLogHandler: LogHandler {
    enum Format: String, CaseIterable, Sendable {
        case text
        case json
    }

    var logLevel: Logger.Level
    var metadata: Logger.Metadata = [:]
    private let label: String
    private let format: Format
    private let now: @Sendable () -> WallTime
    private let write: @Sendable (String) -> Void

    /// - Parameters:
    ///   - now: stamps the lines.
    ///   - write: takes each line, with its line break.
    init(
        label: String, format: Format, level: Logger.Level, now: @escaping @Sendable () -> WallTime,
        write: @escaping @Sendable (String) -> Void
    ) {
        self.label = label
        self.format = format
        logLevel = level
        self.now = now
        self.write = write
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let values = metadata.merging(event.metadata ?? [:]) { $1 }.sorted { $0.key < $1.key }
        let fields = values.map { (key: $0.key, value: "\($0.value)") }
        switch format {
        case .text: write(textLine(event, fields) + "\n")
        case .json: write(jsonLine(event, fields) + "\n")
        }
    }

    /// `06:08:08.123 notice machine started app=demo machine=d892d51f691378`
    private func textLine(_ event: LogEvent, _ fields: [(key: String, value: String)]) -> String {
        let head = "\(now().timeOfDay) \(event.level) \(onOneLine("\(event.message)"))"
        return ([head] + fields.map { "\($0.key)=\(quoted($0.value))" }).joined(separator: " ")
    }

    private func jsonLine(_ event: LogEvent, _ fields: [(key: String, value: String)]) -> String {
        var object: JSONObject = [
            "time": .string(now().rfc3339), "level": .string("\(event.level)"), "logger": .string(label),
            "message": .string("\(event.message)"),
        ]
        for field in fields { object.setDefault(field.key, .string(field.value)) }
        return JSON.object(object).text
    }

    private func quoted(_ value: String) -> String {
        let isPlain = !value.isEmpty && value.unicodeScalars.allSatisfy { $0.value > 0x20 && $0 != "\"" && $0 != "=" }
        return isPlain ? value : JSON.string(value).text
    }

    private func onOneLine(_ text: String) -> String {
        text.contains(where: \.isNewline) ? JSON.string(text).text : text
    }
}
