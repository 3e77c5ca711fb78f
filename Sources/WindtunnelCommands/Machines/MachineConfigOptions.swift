import ArgumentParser
import OrderedJSON

/// What a machine is made of, as flags, laid over a configuration from a file or over the present one.
struct MachineConfigOptions: ParsableArguments {
    /// When an idle machine ends.
    enum Autostop: String, CaseIterable, ExpressibleByArgument {
        case off, stop, suspend
    }

    /// The kinds of CPU.
    enum CPUKind: String, CaseIterable, ExpressibleByArgument {
        case shared, performance
    }

    @Option(
        help: ArgumentHelp(
            "A JSON file with the machine's configuration, or with a whole creation request.",
            discussion: "The other options are laid over it.", valueName: "file"))
    var configFile: String?

    @Option(help: ArgumentHelp("Mount a volume: NAME_OR_ID:/PATH.", valueName: "volume:path"))
    var volume: MountSpec?

    @Option(
        help: ArgumentHelp(
            "Publish a port: EXTERNAL:INTERNAL/HANDLER:…, such as 443:8080/http:tls; repeatable.", valueName: "port"))
    var port: [PortSpec] = []

    @Option(help: ArgumentHelp("Set an environment variable; repeatable.", valueName: "key=value"))
    var env: [KeyValue] = []

    @Option(help: ArgumentHelp("Memory in megabytes, or with mb or gb.", valueName: "size"))
    var memory: Memory?

    @Option(help: "The number of CPUs.")
    var cpus: Int?

    @Option(help: "The kind of CPU.")
    var cpuKind: CPUKind?

    @Option(
        name: .customLong("cmd"),
        help: ArgumentHelp(
            "The command, split into words as a shell does; or write it word by word after --.", valueName: "line"))
    var commandLine: String?

    @Option(help: "What becomes of an idle machine; a request starts it again.")
    var autostop: Autostop?

    @Option(help: ArgumentHelp("Set metadata; repeatable.", valueName: "key=value"))
    var metadata: [KeyValue] = []

    @Argument(parsing: .postTerminator, help: ArgumentHelp("The command.", valueName: "command"))
    var command: [String] = []

    mutating func validate() throws {
        if let commandLine, ShellText.words(commandLine) == nil {
            throw ValidationError("--cmd has a quote that is not closed: \(commandLine)")
        }
        if commandLine != nil, !command.isEmpty { throw ValidationError("Give the command by --cmd or after --.") }
        if let cpus, cpus < 1 { throw ValidationError("--cpus must be at least 1.") }
    }

    /// Lays the options over a configuration.
    /// - Parameter image: replaces the configuration's; nil keeps it.
    func config(over base: JSONObject, image: String?) -> JSON {
        var config = base
        if let image { config["image"] = .string(image) }
        setWords(in: &config)
        setGuest(in: &config)
        if !env.isEmpty { config["env"] = Self.merged(config["env"], env) }
        if !port.isEmpty {
            config["services"] = .array(PortSpec.services(port, autostop: autostop?.rawValue))
        } else if let autostop, let services = config["services"]?.arrayValue {
            config["services"] = .array(services.map { Self.withAutostop($0, autostop) })
        }
        if let volume { config["mounts"] = [volume.document] }
        if !metadata.isEmpty { config["metadata"] = Self.merged(config["metadata"], metadata) }
        return .object(config)
    }

    private func setWords(in config: inout JSONObject) {
        let words = commandLine.flatMap(ShellText.words) ?? command
        if words.isEmpty { return }
        var initial = config["init"]?.objectValue ?? [:]
        initial["cmd"] = .array(words.map(JSON.string))
        config["init"] = .object(initial)
    }

    /// The API wants a guest whole, so what is not given is filled in: one shared CPU, and the least memory for the CPUs.
    private func setGuest(in config: inout JSONObject) {
        guard memory != nil || cpus != nil || cpuKind != nil else { return }
        var guest = config["guest"]?.objectValue ?? [:]
        if let cpuKind { guest["cpu_kind"] = .string(cpuKind.rawValue) }
        guest.setDefault("cpu_kind", "shared")
        if let cpus { guest["cpus"] = .int(cpus) }
        guest.setDefault("cpus", 1)
        if let memory { guest["memory_mb"] = .int(memory.megabytes) }
        let leastPerCPU = guest["cpu_kind"] == "shared" ? 256 : 2048
        let leastMemory = leastPerCPU * (guest["cpus"]?.intValue ?? 1)
        guest.setDefault("memory_mb", .int(leastMemory))
        config["guest"] = .object(guest)
        config["size"] = nil
    }

    private static func merged(_ base: JSON?, _ pairs: [KeyValue]) -> JSON {
        var object = base?.objectValue ?? [:]
        for pair in pairs { object[pair.key] = .string(pair.value) }
        return .object(object)
    }

    private static func withAutostop(_ service: JSON, _ autostop: Autostop) -> JSON {
        guard var object = service.objectValue else { return service }
        object["autostop"] = .string(autostop.rawValue)
        object.setDefault("autostart", true)
        return .object(object)
    }
}
