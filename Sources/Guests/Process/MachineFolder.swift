import Dispatch
import FoundationEssentials
import MachineRules
import ModelContextProtocol
import OrderedJSON
import Simulation

/// The files of a machine whose process runs on this host: paths inside the machine are no paths here.
///
/// The process works in a folder of its own, which stands for the root file system; volumes and `files` lie elsewhere,
/// and words that name them are rewritten. A path hidden in the middle of a word, as in a shell's script, is not seen:
/// scripts use the variables of ``environment``.
struct MachineFolder: Sendable {
    let path: String
    private let places: [Place]

    /// Something inside the machine, and where it is here.
    private struct Place: Sendable {
        let inner: String
        let outer: String
        /// What stands for the volume's name in the name of a variable; nil for a file.
        let variable: String?
    }

    /// Makes the folder, empty as a root file system after a cold start unless it is to be kept, and writes the files.
    /// - Parameter secrets: of the app, for files that come from one.
    /// - Throws: ``ChildProcess/SpawnFailure`` for a file that cannot be written, and for what the system says.
    init(
        for target: MachinesService.ExecTarget,
        secrets: [String: String],
        in world: World
    ) throws {
        let config = target.config
        let path = world.folder.machine(target.id)
        let manager = FileManager.default
        if !config.keepsRootfs, manager.fileExists(atPath: path) { try manager.removeItem(atPath: path) }
        try manager.createDirectory(atPath: path, withIntermediateDirectories: true)
        let volumes = try zip(config.mounts, world.mounts(of: config)).compactMap { mount, place -> Place? in
            let inner = Self.folded(mount.path)
            guard inner != "/" else { return nil }
            return Place(
                inner: inner, outer: place.hostFolder, variable: Self.variable(mount.name ?? mount.volume)
            )
        }
        self.path = path
        let files = try config.files.map { file in
            let inner = Self.folded(file.guestPath)
            let outer = Self.host(inner, among: volumes) ?? path + inner
            try file.write(to: outer, secrets: secrets)
            return Place(inner: inner, outer: outer, variable: nil)
        }
        places = volumes + files
    }

    /// The folder of a machine that is gone goes with it, on a thread that may block however long that takes.
    static func remove(of machine: MachineID, in world: World) {
        let path = world.folder.machine(machine)
        // What cannot be removed now goes with the world.
        DispatchQueue.global().async { try? FileManager.default.removeItem(atPath: path) }
    }

    /// Where things are: `HOME` and `WINDTUNNEL_ROOT` for the folder, `WINDTUNNEL_VOLUME_<NAME>` for each volume.
    var environment: [(String, String)] {
        [("HOME", path), ("WINDTUNNEL_ROOT", path)]
            + places.compactMap { place in place.variable.map { ("WINDTUNNEL_VOLUME_\($0)", place.outer) } }
    }

    /// The word as it is meant here: one that begins with the path of a volume or of a file, at its beginning or after an
    /// equals sign, names the place on this host.
    func rewritten(_ word: String) -> String {
        if let outer = Self.host(word, among: places) { return outer }
        guard let sign = word.firstIndex(of: "=") else { return word }
        let value = word[word.index(after: sign)...]
        return Self.host(String(value), among: places).map { "\(word[...sign])\($0)" } ?? word
    }

    private static func host(_ inner: String, among places: [Place]) -> String? {
        for place in places {
            if inner == place.inner { return place.outer }
            if inner.hasPrefix(place.inner + "/") { return place.outer + inner.dropFirst(place.inner.count) }
        }
        return nil
    }

    /// Without dots and empty parts, so that nothing leads out of the machine's folder.
    private static func folded(_ path: String) -> String {
        var parts: [Substring] = []
        for part in path.split(separator: "/") {
            switch part {
            case ".": continue
            case "..": _ = parts.popLast()
            default: parts.append(part)
            }
        }
        return "/" + parts.joined(separator: "/")
    }

    private static func variable(_ name: String) -> String {
        String(name.uppercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" })
    }
}

extension MachineConfig {
    /// One of the files a machine begins with (reference/machines-rest.md, section 3.3).
    fileprivate struct File {
        let guestPath: String
        let rawValue: String?
        let secretName: String?
        /// The permissions; what ordinary files have when nothing is said.
        let mode: Int

        func write(to place: String, secrets: [String: String]) throws {
            guard let text = rawValue ?? secretName.flatMap({ secrets[$0] }) else {
                let what = secretName.map { "there is no secret \($0)" } ?? "its image is not pulled"
                throw ChildProcess.SpawnFailure("the file \(guestPath) cannot be written: \(what)")
            }
            guard let data = Data(base64Encoded: text) else {
                throw ChildProcess.SpawnFailure("the file \(guestPath) cannot be written: its value is not base64")
            }
            let folder = place.prefix(upTo: place.lastIndex(of: "/") ?? place.startIndex)
            try FileManager.default.createDirectory(atPath: String(folder), withIntermediateDirectories: true)
            try data.write(to: URL(filePath: place))
            try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: place)
        }
    }

    /// Of the machine and of its containers, in the caller's order.
    fileprivate var files: [File] {
        let containers = document["containers"]?.arrayValue ?? []
        return ([document] + containers).flatMap { $0["files"]?.arrayValue ?? [] }.compactMap { json in
            guard let guestPath = json["guest_path"]?.stringValue else { return nil }
            let text = { (key: String) in json[key]?.stringValue.flatMap { $0.isEmpty ? nil : $0 } }
            return File(
                guestPath: guestPath, rawValue: text("raw_value"), secretName: text("secret_name"),
                mode: json["mode"]?.intValue.flatMap { $0 > 0 ? $0 & 0o777 : nil } ?? 0o644
            )
        }
    }

    /// Whether the root file system outlives a cold start.
    fileprivate var keepsRootfs: Bool {
        ["restart", "always"].contains(document["rootfs"]?["persist"]?.stringValue ?? "")
    }
}
