/// Whether a machine can be suspended rather than stopped.
package enum SuspendEligibility {
    /// What stands in the way, nil when nothing does. Documented: more than 2048 MiB of memory, swap, a schedule, a GPU
    /// (the wording is chosen). That the machine was updated lately enough is always true here.
    package static func reason(against config: MachineConfig) -> String? {
        let guest = config.guest
        if guest.memoryMB > 2048 { return "memory is more than 2048 MiB" }
        if let swap = config.initCommand.swapSizeMB, swap > 0 { return "swap is configured" }
        if config.schedule != nil { return "machine has a schedule" }
        if guest.hasGPU { return "machine has a GPU" }
        return nil
    }

    /// What a suspend by API is answered then: 412
    /// `failed_precondition: machine is not eligible for suspend: <reason>` (chosen). The proxy stops the machine instead.
    package static func refusal(for config: MachineConfig) -> Refusal? {
        reason(against: config).map { reason in
            Refusal(.suspendImpossible, ["reason": reason])
        }
    }
}
