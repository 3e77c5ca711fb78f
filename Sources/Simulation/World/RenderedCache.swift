package import MachineRules
import Synchronization

/// Answers about machines as bytes, dropped at the commit that makes them stale.
///
/// It is filled and dropped on the store's queue only, so it can never hold what a commit has overtaken.
package final class RenderedCache: Sendable {
    /// An answer, and until when it holds if nothing happens; nil for as long as that.
    package struct Answer: Sendable {
        package let bytes: [UInt8]
        package let freshUntil: Timestamp?

        package init(bytes: [UInt8], freshUntil: Timestamp?) {
            self.bytes = bytes
            self.freshUntil = freshUntil
        }

        /// The bytes while they hold.
        fileprivate func bytes(at now: @autoclosure () -> Timestamp) -> [UInt8]? {
            // Most answers hold until something happens: those need no look at the clock.
            guard let freshUntil, now() >= freshUntil else { return bytes }
            return nil
        }
    }

    private struct State {
        var machines: [AppName: [MachineID: Answer]] = [:]
        var members: [AppName: [MachineID]] = [:]
        var count = 0
    }

    /// Some 2 kB each: at most about 40 MB a world.
    private static let capacity = 20_000

    private let state = Mutex(State())

    /// The answer about one machine.
    package func machine(_ id: MachineID, of app: AppName, at now: @autoclosure () -> Timestamp) -> [UInt8]? {
        state.withLock { $0.machines[app]?[id] }?.bytes(at: now())
    }

    /// The answers about all living machines of an app in the order of making, nil unless every one is at hand.
    package func machines(of app: AppName, at now: @autoclosure () -> Timestamp) -> [[UInt8]]? {
        state.withLock { state in
            guard let members = state.members[app] else { return nil }
            guard let rendered = state.machines[app] else { return members.isEmpty ? [] : nil }
            var answers: [[UInt8]] = []
            answers.reserveCapacity(members.count)
            for id in members {
                guard let answer = rendered[id]?.bytes(at: now()) else { return nil }
                answers.append(answer)
            }
            return answers
        }
    }

    package func keep(_ answer: Answer, of id: MachineID, in app: AppName) {
        state.withLock { state in
            if state.count >= Self.capacity { state = State() }
            if state.machines[app, default: [:]].updateValue(answer, forKey: id) == nil { state.count += 1 }
        }
    }

    /// Keeps who belongs to an app.
    package func keep(members: [MachineID], of app: AppName) {
        state.withLock { $0.members[app] = members }
    }

    func drop(_ changes: Changes) {
        state.withLock { state in
            for machine in changes.machines {
                if state.machines[machine.app]?.removeValue(forKey: machine.id) != nil { state.count -= 1 }
            }
            for app in changes.memberships {
                state.members[app] = nil
                for id in changes.removedMachines where state.machines[app]?.removeValue(forKey: id) != nil {
                    state.count -= 1
                }
            }
            for app in changes.removedApps {
                state.count -= state.machines.removeValue(forKey: app)?.count ?? 0
                state.members[app] = nil
            }
        }
    }

    func dropAll() {
        state.withLock { $0 = State() }
    }
}
