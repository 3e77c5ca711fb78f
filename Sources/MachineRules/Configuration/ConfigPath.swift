/// Where a walk through a config stands. Kept as steps and made a text only for a refusal, because nearly every config
/// is fine and text for each of its fields would cost more than checking them.
struct ConfigPath: Sendable {
    enum Step: Sendable {
        /// A field of a struct.
        case field(String)
        /// A key of a map.
        case key(String)
        case index(Int)
    }

    var steps: [Step] = []
    private let root: String

    /// - Parameter root: where the walk begins: `config`, or `compute` of a volume.
    init(_ root: String) {
        self.root = root
    }

    /// As our own refusals name a place: `config.services[0].internal_port`, `config.checks.alive.port`.
    var text: String {
        steps.reduce(into: root) { text, step in
            switch step {
            case .field(let name), .key(let name): text += "." + name
            case .index(let index): text += "[\(index)]"
            }
        }
    }

    /// As Go's decoder names a place, which knows fields only: `config.services.internal_port`.
    var goText: String {
        steps.reduce(into: root) { text, step in
            if case .field(let name) = step { text += "." + name }
        }
    }
}
