import Testing

@testable import MachineRules

@Suite("What volumes and snapshots go through")
struct VolumeStateTests {
    /// All states from the first on, until nothing follows.
    private func life(of origin: VolumeOrigin, from first: VolumeState? = nil) -> [VolumeState] {
        var states = [first ?? origin.firstState]
        while let next = states.last?.next(of: origin) { states.append(next.state) }
        return states
    }

    @Test("A volume is made as what it is made of demands")
    func makes() {
        #expect(life(of: .blank) == [.created])
        #expect(life(of: .blank, from: .creating) == [.creating, .created])
        #expect(life(of: .snapshot) == [.creating, .restoring, .created])
        #expect(life(of: .fork) == [.creating, .enablingRemoteExport, .hydrating, .created])
    }

    @Test("It grows and goes the same way, however it was made", arguments: VolumeOrigin.allCases)
    func changes(origin: VolumeOrigin) {
        #expect(life(of: origin, from: .extending) == [.extending, .created])
        #expect(life(of: origin, from: .pendingDestroy) == [.pendingDestroy], "a day passes first")
        #expect(life(of: origin, from: .destroying) == [.destroying, .destroyed])
    }

    @Test("Each step between states is another")
    func steps() {
        let fork = VolumeState.allCases.compactMap { $0.next(of: .fork)?.after }
        #expect(Set(fork).count == fork.count)
    }

    @Test("What can be done in which state", arguments: VolumeState.allCases)
    func permits(state: VolumeState) {
        #expect(state.isMountable == [.created, .hydrating, .extending].contains(state))
        #expect(state.isReadable == [.created, .extending].contains(state))
        #expect(state.isDeleted == [.pendingDestroy, .destroying, .destroyed].contains(state))
    }

    @Test("A state that does not allow it says so")
    func refuses() {
        #expect(
            VolumeState.enablingRemoteExport.refusal(to: "attach")
                == Refusal(
                    .failedPrecondition,
                    "failed_precondition: unable to attach volume from current state: 'enabling_remote_export'"))
    }

    @Test("A snapshot waits, runs and is there")
    func snapshots() {
        for first in [SnapshotStatus.pending, .waiting] {
            #expect(first.next?.status == .running)
            #expect(!first.isFinished)
        }
        #expect(SnapshotStatus.running.next?.status == .created)
        #expect(SnapshotStatus.created.next == nil && SnapshotStatus.created.isFinished)
        #expect(SnapshotStatus.failed.next == nil && SnapshotStatus.failed.isFinished)
    }

    @Test("Only a finished snapshot can be restored", arguments: SnapshotStatus.allCases)
    func restores(status: SnapshotStatus) throws {
        guard status != .created else { return try SnapshotRules.requireRestorable("vs_1", status) }
        #expect(
            throws: Refusal(
                .unprocessable, "snapshot vs_1 cannot be restored in its current status: '\(status.rawValue)'")
        ) { try SnapshotRules.requireRestorable("vs_1", status) }
    }

    @Test("A snapshot is kept for its days")
    func expires() {
        let noon = Timestamp(milliseconds: 1_785_585_600_000)
        #expect(SnapshotRules.expiry(of: noon, days: 5).rfc3339 == "2026-08-06T12:00:00Z")
        #expect(
            SnapshotRules.alreadyScheduled(at: noon)
                == Refusal(
                    .failedPrecondition,
                    "failed_precondition: snapshot is already scheduled at 2026-08-01T12:00:00Z"))
    }
}
