import MachineRules
import ModelContextProtocol

extension ShellSession {
    /// Without arguments, and for `-`, what came in.
    func cat(_ arguments: [String]) -> CommandResult {
        var result = CommandResult()
        for path in arguments.isEmpty ? ["-"] : arguments {
            guard path != "-" else {
                result.print(stdin)
                continue
            }
            do throws(VolumeFilesError) {
                result.print(try userland.files.bytes(of: path, limit: CommandResult.mostBytes))
            } catch {
                result.complain("cat: \(path): \(error)")
                result.exitCode = 1
            }
        }
        return result
    }

    /// With `-a`, `-A`, `-l` and `-1`; one name a line, as where no terminal is.
    func ls(_ arguments: [String]) -> CommandResult {
        let options = arguments.filter { $0.hasPrefix("-") && $0.count > 1 }.flatMap { $0.dropFirst() }
        if let unknown = options.first(where: { !"aAl1".contains($0) }) {
            return .failure(1, "ls: unrecognized option: \(unknown)")
        }
        let given = arguments.filter { !$0.hasPrefix("-") || $0.count == 1 }
        let paths = given.isEmpty ? ["."] : given
        var result = CommandResult()
        for (index, path) in paths.enumerated() {
            do throws(VolumeFilesError) {
                switch try userland.files.list(path) {
                case .file(let item): result.print(Self.line(item, options).utf8)
                case .folder(let items):
                    if paths.count > 1 { result.print("\(index > 0 ? "\n" : "")\(path):\n".utf8) }
                    for item in items where !item.name.hasPrefix(".") || options.contains(where: "aA".contains) {
                        result.print(Self.line(item, options).utf8)
                    }
                }
            } catch {
                result.complain("ls: \(path): \(error)")
                result.exitCode = 1
            }
        }
        return result
    }

    private static func line(_ item: VolumeFiles.Item, _ options: [Character]) -> String {
        guard options.contains("l") else { return item.name + "\n" }
        let time = Timestamp(milliseconds: Int64(item.modified) * 1000).formatted("%F %H:%M")
        return "\(item.mode) 1 root root \(item.size) \(time) \(item.name)\n"
    }
}
