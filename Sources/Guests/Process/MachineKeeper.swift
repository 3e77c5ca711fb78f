import Dispatch
import Logging
import MachineRules
import Simulation
import Synchronization

/// Keeps the processes of one machine in step with its row: started when the machine is, asked to end when it stops,
/// frozen while it is suspended, killed when it has no right to run any more; and tells the machine how they ended.
///
/// It goes by what the row says, not by what changed: whatever it missed, the next look puts right. What it is told is
/// worked off one after the other.
final class MachineKeeper: Sendable {
    private enum Message: Sendable {
        case look
        case send(ProcessSignal)
        case ended(MachineProcess, ExitStatus)
    }

    private enum Ending: Sendable {
        case sudden, gentle
    }

    private let id: MachineID
    private let world: World
    private let host: ProcessHost
    private let messages: AsyncStream<Message>
    private let inbox: AsyncStream<Message>.Continuation
    private let ending = Mutex<Ending?>(nil)
    /// What runs at the moment; others may look.
    private let current = Mutex<MachineProcess?>(nil)
    private let probing = Mutex<Task<Void, Never>?>(nil)

    init(of id: MachineID, in world: World, host: ProcessHost) {
        self.id = id
        self.world = world
        self.host = host
        (messages, inbox) = AsyncStream.makeStream()
    }

    /// The machine's processes, nil while none run.
    var process: MachineProcess? { current.withLock(\.self) }

    func look() { inbox.yield(.look) }

    func send(_ signal: ProcessSignal) { inbox.yield(.send(signal)) }

    /// Nothing more is looked at; ``run()`` returns with all processes gone.
    /// - Parameter gently: whether they are asked to end and given a moment, as the emulator's own end does.
    func finish(gently: Bool = false) {
        ending.withLock { $0 = gently ? .gentle : .sudden }
        inbox.finish()
    }

    /// Works until it is finished.
    func run() async {
        /// The boot whose processes have ended, and how.
        var last: (boots: Int, status: ExitStatus)?
        for await message in messages where ending.withLock({ $0 == nil }) {
            switch message {
            case .look: await look(after: &last)
            case .send(let signal): process?.send(signal)
            case .ended(let process, let status):
                guard self.process === process else { continue }
                endProbing()
                current.withLock { $0 = nil }
                last = (process.boots, status)
                await tell(status, boots: process.boots)
            }
        }
        endProbing()
        if ending.withLock({ $0 == .gentle }) { await endGently() }
        await endProcess()
    }

    private func endGently() async {
        guard let process, let view = try? await world.machines.process(of: id) else { return }
        await process.terminate(StopOrder.configured.signal(of: view.target.config)) {
            let isOver = Promise<Void>()
            DispatchQueue.global().asyncAfter(deadline: .now() + Self.patience) { isOver.keep(()) }
            await isOver.value(onCancel: ())
        }
    }

    /// Of this host's time: the world's may stand still.
    private static let patience = DispatchTimeInterval.seconds(1)

    private func look(after last: inout (boots: Int, status: ExitStatus)?) async {
        let view: MachinesService.ProcessView?
        do {
            view = try await world.machines.process(of: id)
        } catch {
            return host.logger.debug("A machine cannot be read", metadata: ["machine": "\(id)", "error": "\(error)"])
        }
        guard let view, world.runsProcess(view.target.config) else { return await endProcess() }
        switch view.state {
        case .started:
            if let process, process.boots == view.boots {
                process.thaw()
                return beginProbing(view)
            }
            // It ends at once, or has ended: nothing begins.
            guard view.step == nil else { return }
            if let last, last.boots == view.boots { return await tell(last.status, boots: last.boots) }
            await endProcess()
            await start(view)
        case .suspending, .suspended:
            endProbing()
            process?.freeze()
        case .stopping, .restarting, .replacing:
            // They were sent a signal and are waited for; what does not run needs not be.
            if process == nil { await tell(.clean, boots: view.boots) }
        case .starting where view.step == .resume: return
        case .created, .starting, .stopped, .failed, .destroying, .destroyed:
            await endProcess()
        }
    }

    private func start(_ view: MachinesService.ProcessView) async {
        let output = OutputLog(of: view.target, in: world, wall: host.wall)
        do {
            let launch = try ProcessLaunch(
                of: view.target, ports: host.ports(of: id, boots: view.boots, config: view.target.config, in: world),
                searchPath: host.searchPath, in: world
            )
            let process = try await MachineProcess.start(
                launch, boots: view.boots, watch: host.watch, output: output)
            current.withLock { $0 = process }
            beginProbing(view)
            // Ends with the processes.
            Task { [inbox] in inbox.yield(.ended(process, await process.exit())) }
        } catch {
            await output.complain("cannot start: \(error)")
            await tell(Self.cannotStart, boots: view.boots)
        }
    }

    /// As a shell says of a command that it cannot run (chosen).
    private static let cannotStart = ExitStatus(exitCode: 127)

    /// Looks at a program from now on; nothing when somebody does already.
    private func beginProbing(_ view: MachinesService.ProcessView) {
        let config = view.target.config
        guard !config.checks.isEmpty else { return }
        let prober = CheckProber(
            machine: id, boots: view.boots, world: world, checks: config.checks,
            ports: host.ports(of: id, boots: view.boots, config: config, in: world)
        )
        // Cancelled when the program is frozen or has ended.
        probing.withLock { probing in probing = probing ?? Task { await prober.run() } }
    }

    private func endProbing() {
        probing.withLock { probing in
            probing?.cancel()
            probing = nil
        }
    }

    private func endProcess() async {
        endProbing()
        let process = current.withLock { current in
            defer { current = nil }
            return current
        }
        await process?.killAll()
    }

    private func tell(_ status: ExitStatus, boots: Int) async {
        do {
            try await world.machines.processEnded(id, boots: boots, as: status)
        } catch {
            host.logger.debug(
                "A process ended unheard", metadata: ["machine": "\(id)", "status": "\(status)", "error": "\(error)"])
        }
    }
}
