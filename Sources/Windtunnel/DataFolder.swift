import FoundationEssentials
import MachineRules

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The folder an emulator keeps its state in, held by one process at a time.
struct DataFolder: ~Copyable {
    let path: String
    private let lock: Int32
    private let isTemporary: Bool

    private static let marker = "windtunnel.json"

    /// Takes the folder, which is made when it is not there.
    /// - Throws: ``StartupFailure`` when it cannot be written, is somebody else's, or another process has it.
    static func take(_ path: String) throws(StartupFailure) -> DataFolder {
        // Clients are told of files in it, and they run elsewhere.
        let path = URL(filePath: path).standardizedFileURL.path(percentEncoded: false).trimmingTrailingSlash
        try make(path)
        try claim(path)
        let lock = open(path + "/lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard lock >= 0 else {
            throw StartupFailure("cannot write to the data folder \(path): \(reason())")
        }
        guard flock(lock, LOCK_EX | LOCK_NB) == 0 else {
            close(lock)
            throw StartupFailure(
                "another windtunnel runs on the data folder \(path); stop it, or choose another with --data"
            )
        }
        return DataFolder(path: path, lock: lock, isTemporary: false)
    }

    /// A private folder that goes with the value.
    static func makeTemporary(in parent: String) throws(StartupFailure) -> DataFolder {
        let template = parent + "/windtunnel-XXXXXX"
        var bytes = Array(template.utf8CString)
        guard mkdtemp(&bytes) != nil else {
            throw StartupFailure("cannot make a temporary folder in \(parent): \(reason())")
        }
        let path = String(decoding: bytes.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        return DataFolder(path: path, lock: -1, isTemporary: true)
    }

    private init(path: String, lock: Int32, isTemporary: Bool) {
        self.path = path
        self.lock = lock
        self.isTemporary = isTemporary
    }

    deinit {
        if lock >= 0 { close(lock) }
        // A temporary folder that cannot be removed is the system's to clean up.
        if isTemporary { try? FileManager.default.removeItem(atPath: path) }
    }

    var worlds: String { path + "/worlds" }
    /// Short, because a socket's path is bounded.
    var sockets: String { path + "/s" }
    /// Names the processes of machines that an emulator that was killed has left behind.
    var processLedger: String { path + "/processes" }
    var portFile: String { path + "/ports.json" }

    private static func make(_ path: String) throws(StartupFailure) {
        do {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700]
            )
        } catch {
            throw StartupFailure("cannot make the data folder \(path): \(reason())")
        }
    }

    /// A folder is ours when it is empty or carries our mark.
    private static func claim(_ path: String) throws(StartupFailure) {
        let manager = FileManager.default
        if manager.fileExists(atPath: path + "/" + marker) { return }
        let entries: [String]
        do {
            entries = try manager.contentsOfDirectory(atPath: path)
        } catch {
            throw StartupFailure("cannot read the data folder \(path): it is no folder, or not ours to read")
        }
        guard entries.isEmpty else {
            throw StartupFailure(
                "\(path) holds files that are not windtunnel's (\(entries.sorted()[0])); choose another folder with --data"
            )
        }
        do {
            try Data("{\"windtunnel\":1}\n".utf8).write(to: URL(filePath: path + "/" + marker), options: .atomic)
        } catch {
            throw StartupFailure("cannot write to the data folder \(path): \(reason())")
        }
    }

    private static func reason() -> String {
        String(cString: strerror(errno))
    }
}

extension String {
    fileprivate var trimmingTrailingSlash: String {
        count > 1 && hasSuffix("/") ? String(dropLast()) : self
    }
}
