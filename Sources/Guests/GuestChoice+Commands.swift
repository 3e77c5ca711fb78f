import MachineRules
import ModelContextProtocol

extension GuestChoice {
    /// The command lines of a machine's processes, without the platform's init: those of its containers, of its
    /// `processes`, or the one of its image; never empty.
    ///
    /// The images are not pulled: for a command that only the image knows its repository's last word stands.
    static func commands(of config: MachineConfig) -> [String] {
        let containers = config.containerCommands
        if !containers.isEmpty {
            return containers.map { container in
                let command = container.command
                return line(command.exec ?? (command.entrypoint ?? []) + (command.cmd ?? []), image: container.image)
            }
        }
        let processes = config.processes
        if !processes.isEmpty {
            return processes.map { line($0.exec ?? ($0.entrypoint ?? []) + ($0.cmd ?? []), image: config.image) }
        }
        let own = line(argv(of: config), image: config.image)
        switch GuestChoice(for: config, allowsProcesses: true) {
        case .wrap(let wrap, _), .wrapProcess(let wrap): return [own, wrap.words.joined(separator: " ")]
        case .echo, .upstream, .process, .exits: return [own]
        }
    }

    private static func line(_ words: [String], image: String?) -> String {
        guard words.isEmpty else { return words.joined(separator: " ") }
        let repository = image.flatMap(ImageReference.init)?.repository ?? ""
        return repository.split(separator: "/").last.map(String.init) ?? "app"
    }
}
