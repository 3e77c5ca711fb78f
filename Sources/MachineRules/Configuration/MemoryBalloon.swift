/// The memory of a running machine and the balloon in it that takes some away (reference/machines-rest.md, section 2.4).
///
/// The service documents the shapes only; all of this is chosen. Of its `memory_mb` an emulated guest uses a quarter,
/// always; the balloon leaves it at least that, and at most `max_memory_mb` where the guest has one. All in MiB.
package struct MemoryBalloon: Sendable, Hashable {
    /// What the guest may have at the moment.
    package private(set) var limitMB: Int
    /// What the emulated processes use.
    package let usedMB: Int
    private let mostMB: Int

    /// - Parameter limitMB: what an earlier call left; all of the guest's memory when there was none.
    package init(_ guest: MachineConfig.Guest, limitMB: Int? = nil) {
        usedMB = guest.memoryMB / 4
        mostMB = max(guest.memoryMB, guest.maxMemoryMB ?? 0)
        self.limitMB = min(max(limitMB ?? guest.memoryMB, usedMB), mostMB)
    }

    package var availableMB: Int { limitMB - usedMB }

    /// - Throws: `Refusal` 400 `invalid_argument: limit_mb must be between <least> and <most>`.
    package mutating func setLimit(_ limit: Int) throws(Refusal) {
        guard (usedMB...mostMB).contains(limit) else {
            throw Refusal(.memoryLimitOutOfRange, ["least": usedMB, "most": mostMB])
        }
        limitMB = limit
    }

    /// Takes memory from the guest, which lowers its limit.
    /// - Returns: how much there was to take, the amount at most.
    /// - Throws: `Refusal` 400 `invalid_argument: amount_mb must be positive`.
    package mutating func reclaim(_ amount: Int) throws(Refusal) -> Int {
        guard amount > 0 else { throw Refusal(.memoryAmountNotPositive) }
        let taken = min(amount, availableMB)
        limitMB -= taken
        return taken
    }
}
