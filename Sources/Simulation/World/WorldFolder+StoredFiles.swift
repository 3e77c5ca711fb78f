import Dispatch
import FoundationEssentials
package import MachineRules

/// Files that a world keeps in a folder of their own, which is there once there is anything in it.
package enum StoredFiles: Sendable, Hashable {
    case volume(VolumeID)
    /// What a snapshot of a volume remembers.
    case snapshot(SnapshotID)

    /// The folders of a world that hold them all.
    static let folders = ["volumes", "volume-snapshots"]

    fileprivate var parent: String {
        switch self {
        case .volume: Self.folders[0]
        case .snapshot: Self.folders[1]
        }
    }

    fileprivate var name: String {
        switch self {
        case .volume(let id): id.rawValue
        case .snapshot(let id): id.rawValue
        }
    }
}

extension WorldFolder {
    func path(of files: StoredFiles) -> String { "\(path)/\(files.parent)/\(files.name)" }

    /// Deletes files; nothing when there are none.
    func remove(_ files: StoredFiles) {
        // A folder that cannot be removed now goes with the world.
        try? FileManager.default.removeItem(atPath: path(of: files))
    }

    /// Copies files to the place of files that nobody knows of yet; where the source has none, nothing is made.
    /// - Returns: how many bytes the copied files have.
    /// - Throws: why they cannot be copied; nothing is left of the copy then.
    @discardableResult
    func copy(_ source: StoredFiles, to target: StoredFiles) throws -> Int {
        let manager = FileManager.default
        guard manager.fileExists(atPath: path(of: source)) else { return 0 }
        let place = path(of: target)
        // An emulator that was killed while it copied may have left something there.
        remove(target)
        do {
            try manager.createDirectory(
                atPath: path + "/" + target.parent, withIntermediateDirectories: true
            )
            try manager.copyItem(atPath: path(of: source), toPath: place)
        } catch {
            remove(target)
            throw error
        }
        return size(of: target)
    }

    /// As ``copy(_:to:)``, on a thread that may block however long it takes.
    @discardableResult
    func copyAside(_ source: StoredFiles, to target: StoredFiles) async throws -> Int {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(with: Result { try copy(source, to: target) }) }
        }
    }

    /// As ``size(of:)``, on a thread that may block however long it takes.
    func sizeAside(of files: StoredFiles) async -> Int {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(returning: size(of: files)) }
        }
    }

    /// The bytes of all files below; links count for nothing, and are not followed.
    func size(of files: StoredFiles) -> Int { bytes(below: path(of: files)) }

    private func bytes(below folder: String) -> Int {
        // What is not there, or vanishes meanwhile, has no bytes.
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.reduce(0) { bytes, name in
            let path = "\(folder)/\(name)"
            guard let attributes = try? FileManager.default.attributesOfItem(atPath: path) else { return bytes }
            return switch attributes[.type] as? FileAttributeType {
            case .typeRegular: bytes + (attributes[.size] as? Int ?? 0)
            case .typeDirectory: bytes + self.bytes(below: path)
            default: bytes
            }
        }
    }
}
