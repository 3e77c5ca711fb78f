package import OrderedJSON

/// What a guest may look like, and what the service fills in.
package enum GuestRules {
    /// The guest of a config that says nothing: shared, 1 CPU, 256 MiB (documented).
    static let standard: JSONObject = ["cpu_kind": "shared", "cpus": 1, "memory_mb": 256]

    /// The guest with `cpus` and `memory_mb` filled in where absent or null: 1, and the least memory for the CPUs.
    ///
    /// Refused, each with 400:
    /// - `invalid <path>.cpu_kind, must be one of [shared performance]`, also when absent (prefix recorded)
    /// - `invalid <path>.cpus, must be one of [1 2 4 6 8]` (prefix recorded)
    /// - `invalid <path>.memory_mb, minimum required 512 MiB` (recorded)
    /// - `invalid <path>.memory_mb, cannot exceed 4096 MiB` (recorded)
    /// - `invalid <path>.memory_mb, must be a multiple of 256` (chosen)
    /// - `invalid <path>.max_memory_mb, cannot be less than memory_mb` (chosen)
    ///
    /// - Parameters:
    ///   - guest: an object whose fields have the right kinds.
    ///   - path: where it stands: `config.guest`, or `compute` of a volume or a placement.
    package static func completed(_ guest: JSONObject, at path: String) throws(Refusal) -> JSONObject {
        guard let kind = guest["cpu_kind"]?.stringValue.flatMap(CPUKind.init(rawValue:)) else {
            throw .invalid("\(path).cpu_kind", mustBeOneOf: CPUKind.allCases)
        }
        let cpus = guest["cpus"]?.intValue ?? 1
        guard kind.legalCPUs.contains(cpus) else {
            throw .invalid("\(path).cpus", mustBeOneOf: kind.legalCPUs)
        }
        let range = kind.memoryRangeMB(cpus: cpus)
        let memory = guest["memory_mb"]?.intValue ?? range.lowerBound
        guard memory >= range.lowerBound else {
            throw Refusal(.belowMinimum, ["field": "\(path).memory_mb", "minimum": range.lowerBound])
        }
        guard memory <= range.upperBound else {
            throw Refusal(.aboveMaximum, ["field": "\(path).memory_mb", "maximum": range.upperBound])
        }
        guard memory.isMultiple(of: kind.memoryStepMB) else {
            throw Refusal(.notMultiple, ["field": "\(path).memory_mb", "step": kind.memoryStepMB])
        }
        if let ceiling = guest["max_memory_mb"]?.intValue, ceiling != 0, ceiling < memory {
            throw Refusal(.lessThanOther, ["field": "\(path).max_memory_mb", "other": "memory_mb"])
        }
        var result = guest
        if guest["cpus"]?.intValue == nil { result["cpus"] = .int(cpus) }
        if guest["memory_mb"]?.intValue == nil { result["memory_mb"] = .int(memory) }
        return result
    }

    /// What a preset such as `shared-cpu-2x` or `performance-4x` stands for (client code); nil for an unknown one.
    package static func expansion(ofSize size: String) -> JSONObject? {
        if let gpu = gpuPresets[size] {
            return ["cpu_kind": "performance", "cpus": 8, "memory_mb": 32768, "gpus": 1, "gpu_kind": .string(gpu)]
        }
        for (prefix, kind) in [("shared-cpu-", CPUKind.shared), ("performance-", .performance)] {
            for cpus in kind.legalCPUs where size == "\(prefix)\(cpus)x" {
                let memory = kind.memoryRangeMB(cpus: cpus).lowerBound
                return ["cpu_kind": .string(kind.rawValue), "cpus": .int(cpus), "memory_mb": .int(memory)]
            }
        }
        return nil
    }

    private static let gpuPresets = [
        "a100-40gb": "a100-pcie-40gb", "a100-80gb": "a100-sxm4-80gb", "l40s": "l40s", "a10": "a10",
    ]
}
