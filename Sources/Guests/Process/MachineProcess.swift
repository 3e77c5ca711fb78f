import MachineRules
import Simulation

/// The processes of one boot of a machine: as many as it has commands, one unless the configuration lists several.
final class MachineProcess: Sendable {
    /// Which boot of the machine it is.
    let boots: Int
    let children: [ChildProcess]
    /// What an `exec` runs in.
    let surroundings: ProcessLaunch.Surroundings
    private let output: OutputLog

    private init(
        boots: Int,
        children: [ChildProcess],
        surroundings: ProcessLaunch.Surroundings,
        output: OutputLog
    ) {
        self.boots = boots
        self.children = children
        self.surroundings = surroundings
        self.output = output
    }

    /// Starts all commands of a machine, or none.
    /// - Throws: ``ChildProcess/SpawnFailure``.
    static func start(
        _ launch: ProcessLaunch,
        boots: Int,
        watch: OrphanWatch,
        output: OutputLog
    ) async throws -> MachineProcess {
        var children: [ChildProcess] = []
        do {
            for command in launch.commands {
                let (stdout, stderr) = (output.receiver(), output.receiver())
                let child = try await ChildProcess.spawn(command, watch: watch, stdout: stdout, stderr: stderr)
                // Nobody speaks to it that way.
                await child.closeInput()
                children.append(child)
            }
        } catch {
            for child in children { _ = await child.killAll() }
            throw error
        }
        return MachineProcess(boots: boots, children: children, surroundings: launch.surroundings, output: output)
    }

    /// How the first of them ended that did: with it ends the machine, and all others (chosen).
    func exit() async -> ExitStatus {
        let status = await withTaskGroup(of: ExitStatus.self) { group in
            for child in children { group.addTask { await child.exit() } }
            let first = await group.next() ?? .clean
            send(.kill)
            await group.waitForAll()
            return first
        }
        await output.finish()
        return status
    }

    func send(_ signal: ProcessSignal) {
        for child in children {
            child.send(signal)
            // What stands still would never learn of it.
            if signal != .kill { child.thaw() }
        }
    }

    func freeze() {
        for child in children { child.freeze() }
    }

    func thaw() {
        for child in children { child.thaw() }
    }

    /// Asks all of them to end, and kills those that take longer than the patience.
    func terminate(_ signal: ProcessSignal, patience: @escaping @Sendable () async -> Void) async {
        await withTaskGroup(of: Void.self) { group in
            for child in children { group.addTask { _ = await child.terminate(signal, patience: patience) } }
        }
    }

    /// Ends all of them at once.
    func killAll() async {
        for child in children { child.send(.kill) }
        for child in children { _ = await child.exit() }
    }
}
