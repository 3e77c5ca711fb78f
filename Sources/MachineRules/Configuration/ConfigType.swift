import OrderedJSON

/// What the service decodes a field of a machine's config into: enough to refuse wrong kinds in Go's words, to check
/// words and ranges, and to find the durations that must be rewritten. One table (`ConfigType+Schema.swift`), three
/// walks.
indirect enum ConfigType: Sendable {
    case string
    /// A text of which only these are allowed; the empty text means not given.
    case word([String])
    case bool
    case int
    /// A whole number within bounds.
    case number(in: ClosedRange<Int>)
    case unsigned
    case float
    case duration
    /// `off`, `stop`, `suspend`, or a boolean.
    case autostop
    /// Whatever the caller sends.
    case any
    case array(ConfigType)
    case map(ConfigType)
    case structure(ConfigStruct)

    static let port = ConfigType.number(in: 1...65535)
    static let count = ConfigType.number(in: 0...Int(Int32.max))

    /// The type's name in Go.
    var goName: String {
        switch self {
        case .string, .word: "string"
        case .bool: "bool"
        case .int, .number: "int"
        case .unsigned: "uint32"
        case .float: "float64"
        case .duration: "fly.Duration"
        case .autostop: "fly.MachineAutostop"
        case .any: "interface {}"
        case .array(let element): "[]" + element.goName
        case .map(let element): "map[string]" + element.goName
        case .structure(let structure): "fly." + structure.name
        }
    }
}

/// A struct of the service's Go code: its name as the OpenAPI document gives it, and its fields by JSON key.
struct ConfigStruct: Sendable {
    let name: String
    let fields: [String: ConfigType]

    init(_ name: String, _ fields: [String: ConfigType]) {
        self.name = name
        self.fields = fields
    }
}
