import MachineRules
import ModelContextProtocol
import OrderedJSON
import Simulation

extension WrapGuest {
    /// Wrap around the built-in filesystem server, with the machine's volumes.
    /// - Parameters:
    ///   - roots: the folders of the server's command line.
    ///   - command: wrap's own options.
    static func aroundFilesystem(
        roots: [String], by command: WrapCommand, for machine: GuestMachine, in world: World
    ) throws -> WrapGuest {
        let log = world.log(of: machine)
        let outlet = WrapOutlet(log: log)
        let mounts = try world.mounts(of: machine.config)
        let program: BuiltInProgram
        do {
            let server = try FilesystemServer(roots: roots, mounts: mounts)
            program = BuiltInProgram(server.tools, printingTo: outlet)
            if !server.warnings.isEmpty { Task { await log(server.warnings) } }
        } catch {
            // It found none of its folders and died; wrap runs on.
            program = BuiltInProgram(nil, printingTo: outlet)
            let last = ["Program output stream closed", "Program exited with error: exit status 1"]
            Task { await log(error.logLines + last) }
        }
        return WrapGuest(by: command, for: machine, in: world, program: program, outlet: outlet)
    }

    /// Wrap around a program of this host. Where that cannot be started wrap ends with exit code 1, and its machine so.
    /// - Parameter command: wrap's own options, and the program with its arguments, which are run as they stand.
    static func aroundProgram(
        by command: WrapCommand, for machine: GuestMachine, in world: World, on host: ProcessHost
    ) -> WrapGuest {
        let log = world.log(of: machine)
        let outlet = WrapOutlet(log: log)
        let program = ProcessProgram(
            watch: host.watch, printingTo: outlet, log: log,
            failed: { [weak world] in
                // A machine that is gone by now need not be told.
                try? await world?.machines.processEnded(
                    machine.id, boots: machine.boots, as: ExitStatus(exitCode: 1))
            },
            command: { [weak world] in
                guard let world, let view = try await world.machines.process(of: machine.id) else {
                    throw CancellationError()
                }
                let ports = host.ports(of: machine.id, boots: machine.boots, config: machine.config, in: world)
                let launch = try ProcessLaunch(
                    of: view.target, ports: ports, searchPath: host.searchPath, in: world)
                return launch.surroundings.command(command.words)
            })
        return WrapGuest(by: command, for: machine, in: world, program: program, outlet: outlet)
    }

    private convenience init(
        by command: WrapCommand, for machine: GuestMachine, in world: World, program: any WrapProgram,
        outlet: WrapOutlet
    ) {
        // A secret counts for more than a variable of its name, as in every process of the platform.
        let environment = Dictionary(machine.config.env, uniquingKeysWith: { $1 }).merging(machine.secrets) { $1 }
        let mode = machine.config.metadata[WrapDispatch.key]?.stringValue.flatMap(WrapDispatch.Mode.init)
        self.init(
            configuration: WrapConfiguration(environment: environment, flags: command.flags),
            dispatch: WrapDispatch(mode ?? .standard), program: program, outlet: outlet,
            transports: WrapTransports(to: program, in: world))
    }
}
