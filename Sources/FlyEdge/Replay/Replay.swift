import MachineRules
import OrderedJSON

/// Where a program wants a request to be sent instead (reference/mcp-and-proxy.md, section 5.7).
struct Replay: Sendable, Hashable {
    /// What happens when the request cannot be had where it was sent.
    enum Fallback: String, Sendable, Hashable {
        /// The machine that sent it on answers it.
        case forceSelf = "force_self"
        /// The same if it can, else any.
        case preferSelf = "prefer_self"
    }

    /// Another app; nil for the one that answered.
    private(set) var app: AppName?
    /// Best first; nil where no region is named.
    private(set) var regions: [Region]?
    private(set) var instance: String?
    private(set) var preferredInstance: String?
    /// Free text that the target is shown.
    private(set) var state: String?
    /// Whether the machine that answered is not meant.
    private(set) var isElsewhere = false
    private(set) var timeout: Duration?
    private(set) var fallback: Fallback?
    private(set) var transform = ReplayTransform()

    /// Why an answer that means to be a replay is none.
    struct Mistake: Error, Sendable, Hashable {
        let text: String
    }

    /// The header `fly-replay`: `key=value` separated by semicolons, values with commas or semicolons in double quotes.
    init(header: String) throws(Mistake) {
        let fields = try ReplayFields.parse(header)
        guard !fields.isEmpty else { throw Mistake(text: "it names nothing") }
        try self.init(fields)
    }

    /// The body of an answer of type `application/vnd.fly.replay+json`; a region may also be a list (chosen).
    init(document: JSON) throws(Mistake) {
        guard let object = document.objectValue else { throw Mistake(text: "it is no JSON object") }
        var fields: [ReplayFields.Field] = []
        for member in object.members {
            switch member.value {
            case .string(let text): fields.append(.init(key: member.key, value: text))
            case .bool(let flag): fields.append(.init(key: member.key, value: flag ? "true" : "false"))
            case .array(let texts):
                let value = texts.compactMap(\.stringValue).joined(separator: ",")
                fields.append(.init(key: member.key, value: value))
            default: continue
            }
        }
        try self.init(fields)
        transform = try ReplayTransform(document["transform"])
    }

    /// Keys that nobody knows are left alone (chosen).
    private init(_ fields: [ReplayFields.Field]) throws(Mistake) {
        for field in fields where !field.value.isEmpty {
            let value = field.value
            switch field.key {
            case "app": app = AppName(rawValue: value)
            case "region": regions = Regions.named(in: value, nearest: EdgeRegion.code)
            case "instance": instance = value
            case "prefer_instance": preferredInstance = value
            case "state": state = value
            case "elsewhere": isElsewhere = value == "true"
            case "timeout":
                guard let duration = GoDuration(value), duration.nanoseconds > 0 else {
                    throw Mistake(text: "timeout \(value) is no duration")
                }
                timeout = duration.duration
            case "fallback":
                guard let fallback = Fallback(rawValue: value) else {
                    throw Mistake(text: "fallback \(value) is neither force_self nor prefer_self")
                }
                self.fallback = fallback
            default: continue
            }
        }
    }

    /// Which machine is meant.
    /// - Parameter source: the one that answered; nil for a replay that is remembered from another request.
    func wish(from source: MachineID?) -> Wish {
        var wish = Wish()
        wish.instance = instance
        wish.preferredInstance = preferredInstance
        wish.regions = regions ?? []
        wish.isRegionForced = regions != nil
        if isElsewhere, let source { wish.besides = [source] }
        return wish
    }

    /// The wish of a request that comes back.
    func homeWish(to source: MachineID) -> Wish {
        var wish = Wish()
        switch fallback {
        case .forceSelf, nil: wish.instance = source.rawValue
        case .preferSelf: wish.preferredInstance = source.rawValue
        }
        return wish
    }
}

/// The grammar of the header.
enum ReplayFields {
    struct Field: Sendable, Hashable {
        let key: String
        let value: String
    }

    static func parse(_ text: String) throws(Replay.Mistake) -> [Field] {
        var fields: [Field] = []
        for part in try parts(of: text) {
            guard let equals = part.firstIndex(of: "=") else {
                throw Replay.Mistake(text: "\"\(trimmed(part))\" is not of the form key=value")
            }
            let key = trimmed(part[..<equals])
            var value = trimmed(part[part.index(after: equals)...])
            if value.count >= 2, value.first == "\"", value.last == "\"" { value = value.dropFirst().dropLast() }
            guard !key.isEmpty, !value.contains("\"") else {
                throw Replay.Mistake(text: "\"\(trimmed(part))\" is not of the form key=value")
            }
            fields.append(Field(key: key.lowercased(), value: String(value)))
        }
        return fields
    }

    /// What stands between semicolons, those inside quotes left out.
    private static func parts(of text: String) throws(Replay.Mistake) -> [Substring] {
        var parts: [Substring] = []
        var isQuoted = false
        var start = text.startIndex
        for index in text.indices {
            switch text[index] {
            case "\"": isQuoted.toggle()
            case ";" where !isQuoted:
                parts.append(text[start..<index])
                start = text.index(after: index)
            default: continue
            }
        }
        guard !isQuoted else { throw Replay.Mistake(text: "a quote is not closed") }
        parts.append(text[start...])
        return parts.filter { !trimmed($0).isEmpty }
    }

    private static func trimmed(_ text: Substring) -> Substring {
        var text = text.drop { $0 == " " || $0 == "\t" }
        while let last = text.last, last == " " || last == "\t" { text.removeLast() }
        return text
    }
}
