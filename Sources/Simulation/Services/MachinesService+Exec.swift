import GRDB
package import MachineRules
import Persistence

extension MachinesService {
    /// What a command inside a machine is run against.
    package struct ExecTarget: Sendable {
        package let id: MachineID
        package let app: AppName
        package let region: Region
        package let instanceID: String
        package let privateIP: String
        package let config: MachineConfig
        /// Of the app's first machine: what the platform calls its primary region.
        package let primaryRegion: Region
        /// The app's secrets, by name.
        package let secrets: [(String, String)]
        /// The world's time when the command begins.
        package let startedAt: Timestamp

        init(_ machine: MachineRecord, at time: Timestamp, in database: Database) throws {
            let first = try MachineRecord.all(of: machine.appName, includingDestroyed: false, in: database).first
            let secrets = try SecretsService.environment(of: machine.appName, in: database)
            id = machine.id
            app = machine.appName
            region = machine.region
            instanceID = machine.instanceID
            privateIP = machine.privateIP
            config = try machine.parsedConfig()
            primaryRegion = first?.region ?? machine.region
            self.secrets = secrets.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
            startedAt = time
        }
    }

    /// Does work inside a started machine, for as long as its process lives and for `timeout` of the world's time at most.
    /// - Parameters:
    ///   - whileHeld: called with the promise that whoever notices that the caller has left keeps as `.ended`; what it
    ///     returns is called when the work is over.
    ///   - work: is cancelled when the machine, the time or the caller ends.
    /// - Throws: `Refusal` 404; 409 while somebody else leases the machine; 412 unless it is started, and when it dies
    ///   meanwhile; 408 at the timeout; `CancellationError` when the caller or the emulator leaves.
    package func exec<Value: Sendable>(
        in id: MachineID,
        of app: AppName,
        nonce: String?,
        timeout: Duration,
        whileHeld: (Promise<WaitOutcome>) -> () -> Void = { _ in {} },
        work: @escaping @Sendable (ExecTarget) async throws -> Value
    ) async throws -> Value {
        let ending = Promise<ExecEnding<Value>>()
        let departure = Promise<WaitOutcome>()
        // Registered between commits: the machine cannot die between the look and the watch.
        let held = try await world.read { [world] database, now in
            let machine = try MachineRecord.required(id, in: app, database)
            try LeasesService.check(nonce, on: machine, at: now, in: database)
            try machine.requireProcess()
            let target = try ExecTarget(machine, at: now, in: database)
            // The time limit first: of a command that takes exactly as long, it is the limit that counts.
            let timer = world.schedule(at: now + timeout) { ending.keep(.timedOut) }
            let token = world.waits.token()
            world.waits.add(
                Waits.Waiter(wanted: .departure, instanceID: nil, afterEvent: nil, promise: departure), token, for: id
            )
            return (target: target, token: token, timer: timer)
        }
        let over = whileHeld(departure)
        defer {
            over()
            world.cancel(held.timer)
            world.waits.remove(held.token, for: id)
        }
        let outcome = await withTaskGroup(of: Void.self) { group in
            group.addTask {
                do {
                    ending.keep(.finished(try await work(held.target)))
                } catch {
                    ending.keep(.failed(error))
                }
            }
            group.addTask {
                switch await departure.value(onCancel: .ended) {
                case .reached, .gone: ending.keep(.died)
                case .timedOut, .ended: ending.keep(.left)
                }
            }
            let outcome = await ending.value(onCancel: .left)
            group.cancelAll()
            return outcome
        }
        switch outcome {
        case .finished(let value): return value
        case .failed(let error): throw error
        case .died: throw Refusal(.execDied)
        case .timedOut:
            // The words after the prefix are chosen.
            throw Refusal(.execTimedOut, ["timeout": GoDuration(timeout)])
        case .left: throw CancellationError()
        }
    }
}

/// How work inside a machine ends; what comes first counts.
private enum ExecEnding<Value: Sendable>: Sendable {
    case finished(Value)
    case failed(any Error)
    /// The machine's process is gone, or frozen.
    case died
    case timedOut
    /// The caller left, or the emulator stops.
    case left
}

extension World {
    /// Returns when the world's time has reached `due`.
    /// - Throws: `CancellationError` when the task is cancelled before.
    package func sleep(until due: Timestamp) async throws {
        let woken = Promise<Bool>()
        let token = schedule(at: due) { woken.keep(true) }
        defer { cancel(token) }
        guard await woken.value(onCancel: false) else { throw CancellationError() }
    }
}
