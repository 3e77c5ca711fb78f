import OrderedJSON

/// The guest that a query of the regions describes, whose room is their `capacity`.
package enum GuestQuery {
    /// The guest nobody described: performance-1x, as a placement's (documented there).
    package static let standard = MachineConfig.Guest(cpuKind: .performance, cpus: 1, memoryMB: 2048)

    /// A preset by `size`, and over it `cpu_kind`, `cpus`, `memory_mb`, `gpus` and `gpu_kind`; without a preset a guest
    /// is shared unless it says otherwise (chosen).
    ///
    /// Refused with 400 (texts chosen): `invalid size, unknown preset <size>`, `invalid <name>, must be an integer`,
    /// `invalid gpu_kind, must be one of [a10 …]`, and what ``GuestRules`` refuses, at `guest`.
    /// - Parameter value: a parameter of the query, nil when absent.
    package static func guest(_ value: (String) -> String?) throws(Refusal) -> MachineConfig.Guest {
        var guest = JSONObject()
        if let size = value("size") {
            guard let preset = GuestRules.expansion(ofSize: size) else {
                throw Refusal(.presetUnknown, ["field": "size", "size": size])
            }
            guest = preset
        }
        if let kind = value("cpu_kind") { guest["cpu_kind"] = .string(kind) }
        for name in ["cpus", "memory_mb", "gpus"] {
            guard let text = value(name) else { continue }
            guard let number = Int(text), number >= 0 else { throw Refusal(.notInteger, ["field": name]) }
            guest[name] = .int(number)
        }
        if let kind = value("gpu_kind") {
            guard Capacity.gpuKinds.contains(kind) else { throw .invalid("gpu_kind", mustBeOneOf: Capacity.gpuKinds) }
            guest["gpu_kind"] = .string(kind)
        }
        guard !guest.isEmpty else { return standard }
        guest.setDefault("cpu_kind", "shared")
        return MachineConfig.Guest(.object(try GuestRules.completed(guest, at: "guest")))
    }
}
