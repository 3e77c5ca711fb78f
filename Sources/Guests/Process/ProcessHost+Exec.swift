import Dispatch
package import MachineRules
package import Simulation
import Synchronization

extension ProcessHost {
    /// Runs a command beside the processes of a machine: in its folder, with its environment. It is killed when the
    /// calling task is cancelled.
    /// - Returns: nil when no process of the machine runs here.
    package func exec(
        _ words: [String],
        stdin: [UInt8],
        in machine: MachineID,
        of world: World
    ) async -> CommandResult? {
        guard let surroundings = process(of: machine, in: world)?.surroundings else { return nil }
        let (stdout, stderr) = (Gathered(), Gathered())
        let child: ChildProcess
        do {
            child = try await ChildProcess.spawn(
                surroundings.command(words), watch: watch, stdout: stdout.append, stderr: stderr.append)
        } catch {
            return .failure(127, "\(error)")
        }
        return await withTaskCancellationHandler {
            // A command that does not read is none the worse for it.
            try? await child.write(stdin)
            await child.closeInput()
            let status = await child.exit()
            return CommandResult(
                exitCode: status.exitCode, exitSignal: max(0, status.signal), stdout: stdout.bytes, stderr: stderr.bytes
            )
        } onCancel: {
            child.send(.kill)
        }
    }
}

extension ProcessHost {
    /// What runs in a machine; nil when none of its processes runs here.
    package func list(of machine: MachineID, in world: World) async -> ProcessList? {
        guard let process = process(of: machine, in: world) else { return nil }
        // Reading the system's files takes a while where there are many processes.
        return await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(returning: ProcessList(marked: process.children.compactMap(\.mark)))
            }
        }
    }
}

/// The first of what a command writes; the rest is read and thrown away.
private final class Gathered: Sendable {
    private let state = Mutex<[UInt8]>([])

    var bytes: [UInt8] { state.withLock(\.self) }

    @Sendable func append(_ piece: [UInt8]) async {
        state.withLock { $0 += piece.prefix(CommandResult.mostBytes - $0.count) }
    }
}
