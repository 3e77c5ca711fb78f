import Hummingbird
import MachineRules

extension Request {
    /// The secrets version below which the caller wants no answer: `min_version` in the documentation, `version` in the
    /// service's client; of both the higher counts.
    /// - Throws: `Refusal` 400 `invalid <parameter>, must be a whole number` for what is none (chosen).
    func leastSecretsVersion() throws(Refusal) -> Int? {
        var least: Int?
        for name: Substring in ["min_version", "version"] {
            guard let text = query(name) else { continue }
            guard let version = Int(text), version >= 0 else {
                throw Refusal(.notWhole, ["field": name])
            }
            least = max(least ?? 0, version)
        }
        return least
    }
}
