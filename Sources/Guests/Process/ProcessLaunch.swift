import MachineRules
import OrderedJSON
import Simulation

/// What runs in a machine of real processes: each of its commands as it is run on this host.
struct ProcessLaunch: Sendable {
    /// Those of its containers, of its `processes`, or the machine's own.
    let commands: [ChildProcess.Command]
    /// What an `exec` finds around it: the environment of the machine itself, and its folder.
    let surroundings: Surroundings

    struct Surroundings: Sendable {
        let folder: MachineFolder
        let environment: ProcessEnvironment

        /// A command inside the machine.
        func command(_ words: [String], environment other: ProcessEnvironment? = nil) -> ChildProcess.Command {
            ChildProcess.Command(
                words: words.map(folder.rewritten), environment: other ?? environment, folder: folder.path
            )
        }
    }

    /// - Parameters:
    ///   - searchPath: where programs are looked for that the configuration names without a `PATH` of its own.
    /// - Throws: ``ChildProcess/SpawnFailure`` for a machine without a command, and as ``MachineFolder``.
    init(
        of target: MachinesService.ExecTarget,
        ports: GuestPorts,
        searchPath: String,
        in world: World
    ) throws {
        let secrets = Dictionary(target.secrets, uniquingKeysWith: { $1 })
        let folder = try MachineFolder(for: target, secrets: secrets, in: world)
        let platform = EmulatedMachine.platform(of: target, image: target.config.image ?? "")
        // `PORT` is the emulator's to say: it is the one port where the edge looks, whatever the machine has inside.
        let host = [("PATH", searchPath)] + folder.environment
        let environment = { (own: [(String, String)], secrets: [(String, String)]) in
            ProcessEnvironment(
                platform + host + (target.config.env + own + secrets).map { ($0, folder.rewritten($1)) }
                    + ports.environment
            )
        }
        let surroundings = Surroundings(folder: folder, environment: environment([], target.secrets))
        self.surroundings = surroundings
        commands = target.config.programs.map { program in
            let found = program.secrets(from: secrets, of: target)
            return surroundings.command(program.words, environment: environment(program.env, found))
        }
        guard commands.allSatisfy({ !$0.words.isEmpty }) else {
            throw ChildProcess.SpawnFailure(
                "it has no command: images are not pulled, so one has to stand in init.exec or init.cmd"
            )
        }
    }
}

extension MachineConfig {
    /// One of the commands of a machine.
    fileprivate struct Program {
        let words: [String]
        let env: [(String, String)]
        /// The whole object, for what a command takes from elsewhere; nil for the machine's own.
        let document: JSON?
        let takesAppSecrets: Bool

        init(_ document: JSON, takesAppSecrets: Bool) {
            let command = Init(document)
            words = command.exec ?? (command.entrypoint ?? []) + (command.cmd ?? [])
            env = document["env"]?.objectValue?.members.map { ($0.key, $0.value.stringValue ?? "") } ?? []
            self.document = document
            self.takesAppSecrets = takesAppSecrets
        }

        init(own words: [String]) {
            self.words = words
            env = []
            document = nil
            takesAppSecrets = true
        }

        /// What it takes of the app's secrets, and of what the machine is.
        func secrets(from all: [String: String], of target: MachinesService.ExecTarget) -> [(String, String)] {
            var found = takesAppSecrets ? target.secrets : []
            for entry in document?["secrets"]?.arrayValue ?? [] {
                guard let variable = entry["env_var"]?.stringValue else { continue }
                let name = entry["name"]?.stringValue.flatMap { $0.isEmpty ? nil : $0 } ?? variable
                if let value = all[name] { found.append((variable, value)) }
            }
            for entry in document?["env_from"]?.arrayValue ?? [] {
                guard let variable = entry["env_var"]?.stringValue, let field = entry["field_ref"]?.stringValue,
                    let value = target.field(field)
                else { continue }
                found.append((variable, value))
            }
            return found
        }
    }

    /// Never empty, but a command of an image that is not pulled has no words.
    fileprivate var programs: [Program] {
        let containers = document["containers"]?.arrayValue ?? []
        if !containers.isEmpty { return containers.map { Program($0, takesAppSecrets: false) } }
        let processes = document["processes"]?.arrayValue ?? []
        if !processes.isEmpty {
            return processes.map { Program($0, takesAppSecrets: $0["ignore_app_secrets"]?.boolValue != true) }
        }
        return [Program(own: GuestChoice.argv(of: self))]
    }
}

extension MachinesService.ExecTarget {
    /// What `env_from` can refer to (reference/machines-rest.md, section 3.3).
    fileprivate func field(_ name: String) -> String? {
        switch name {
        case "id": id.rawValue
        case "version": instanceID
        case "app_name": app.rawValue
        case "private_ip": privateIP
        case "region": region.rawValue
        case "image": config.image
        default: nil
        }
    }
}
