import OrderedJSON

@testable import MachineRules

/// The test library has a type of this name too.
typealias ExitStatus = MachineRules.ExitStatus

/// A request to a machine, as a value that stands in argument tables.
enum LifecycleRequest: Sendable, Hashable, CustomStringConvertible {
    case start(EventSource)
    case stop(EventSource)
    case suspend(EventSource)
    case restart
    case update(skipLaunch: Bool)
    case destroy(force: Bool)
    case exit(ExitStatus)

    func ask(_ machine: inout MachineLifecycle, facts: MachineLifecycle.Facts) throws -> [MachineLifecycle.Effect] {
        switch self {
        case .start(let source): try machine.requestStart(by: source)
        case .stop(let source): try machine.requestStop(by: source)
        case .suspend(let source): try machine.requestSuspend(by: source, facts: facts)
        case .restart: try machine.requestRestart()
        case .update(let skipLaunch): try machine.requestUpdate(skipLaunch: skipLaunch)
        case .destroy(let force): try machine.requestDestroy(force: force, at: .noon)
        case .exit(let status): try machine.requestExit(status)
        }
    }

    var description: String {
        switch self {
        case .start(let source): "start by \(source)"
        case .stop(let source): "stop by \(source)"
        case .suspend(let source): "suspend by \(source)"
        case .restart: "restart"
        case .update(let skipLaunch): skipLaunch ? "update with skip_launch" : "update"
        case .destroy(let force): force ? "forced destroy" : "destroy"
        case .exit(let status): "exit with \(status.exitCode)"
        }
    }
}

extension Timestamp {
    /// 2026-08-01T12:00:00Z.
    static let noon = Timestamp(milliseconds: 1_785_585_600_000)
}

extension MachineLifecycle.Facts {
    static func facts(
        _ policy: RestartPolicy.Policy = .onFailure,
        maxRetries: Int = 10,
        autoDestroy: Bool = false,
        suspendObstacle: String? = nil
    ) -> MachineLifecycle.Facts {
        MachineLifecycle.Facts(
            restart: RestartPolicy(policy: policy, maxRetries: maxRetries), autoDestroy: autoDestroy,
            suspendObstacle: suspendObstacle
        )
    }
}

extension MachineState {
    /// The step a machine in this state usually has.
    var usualStep: Step? {
        switch self {
        case .created: .launch
        case .starting: .boot
        case .stopping: .stop
        case .suspending: .suspend
        case .restarting: .halt
        case .replacing: .replace(Step.Replacement(ranBefore: true, boots: true))
        case .destroying: .destroy
        case .started, .stopped, .suspended, .failed, .destroyed: nil
        }
    }
}

extension MachineLifecycle {
    /// A machine in a state, with its usual step.
    static func at(_ state: MachineState) -> MachineLifecycle { MachineLifecycle(state: state, step: state.usualStep) }
}

extension [MachineLifecycle.Effect] {
    /// The events, `type/status/source` each, oldest first.
    var events: [String] {
        compactMap { effect in
            if case .record(let event) = effect {
                "\(event.type)/\(event.status)/\(event.source.rawValue)"
            } else {
                nil
            }
        }
    }

    /// The steps to be given a due time.
    var scheduled: [Step] {
        compactMap { effect in if case .schedule(let step) = effect { step } else { nil } }
    }

    /// The `request` object of the first event of a type.
    func request(of type: String) -> JSON? {
        for case .record(let event) in self where event.type == type { return event.request }
        return nil
    }
}
