import Glibc

/// The files of a machine's volumes for looking at, by guest paths: what is not on a volume is not there.
///
/// Links are followed as the guest's kernel would, in the guest's name space, and never out of the volumes.
package struct VolumeFiles: Sendable {
    private let tree: GuestTree

    package init(mounts: [FilesystemMount]) {
        tree = GuestTree(mounts: mounts)
    }

    /// A file or a folder.
    package struct Item: Sendable, Hashable {
        package let name: String
        /// As `ls -l` shows it: `drwxr-xr-x`.
        package let mode: String
        package let size: Int
        /// Seconds since 1970.
        package let modified: Int
    }

    package enum Listing: Sendable, Hashable {
        case file(Item)
        /// In the order of their names' bytes.
        case folder([Item])
    }

    /// What a path, absolute or seen from the root, names.
    /// - Throws: ``VolumeFilesError`` in the C library's words.
    package func list(_ path: String) throws(VolumeFilesError) -> Listing {
        let place = GuestPath(path)
        let names = namesOfMounts(within: place)
        if !names.isEmpty {
            return .folder(names.map { Item(name: $0, mode: "drwxr-xr-x", size: 4096, modified: 0) })
        }
        let entry = try entry(at: place)
        guard entry.isDirectory else {
            return .file(Item(name: path, entry.status))
        }
        do throws(FilesystemFailure) {
            return .folder(
                // What vanished in between is not there any more.
                try entry.items().compactMap { item in
                    (try? entry.folder.status(of: item.name)).map { Item(name: item.name, $0) }
                }
            )
        } catch {
            throw VolumeFilesError(error)
        }
    }

    /// A file's content.
    /// - Parameter limit: bytes; what follows is left out.
    /// - Throws: ``VolumeFilesError`` in the C library's words.
    package func bytes(of path: String, limit: Int) throws(VolumeFilesError) -> [UInt8] {
        let place = GuestPath(path)
        guard namesOfMounts(within: place).isEmpty else { throw VolumeFilesError(EISDIR) }
        let entry = try entry(at: place)
        do throws(FilesystemFailure) {
            return try entry.prefix(limit)
        } catch {
            throw VolumeFilesError(error)
        }
    }

    /// Above the volumes there is nothing but the way to them.
    private func namesOfMounts(within path: GuestPath) -> [String] {
        guard tree.mount(of: path) == nil else { return [] }
        let below = tree.mounts.map(\.guestPath).filter { $0.isWithin(path) }
        return Set(below.map { $0.components[path.components.count] }).sorted()
    }

    private func entry(at path: GuestPath) throws(VolumeFilesError) -> GuestEntry {
        do throws(WalkFailure) {
            return try tree.walk(to: path)
        } catch {
            switch error {
            case .outside: throw VolumeFilesError(ENOENT)
            case .system(let errno): throw VolumeFilesError(errno.number)
            }
        }
    }
}

extension VolumeFiles.Item {
    init(name: String, _ status: FileStatus) {
        let kind =
            switch status.kind {
            case .directory: "d"
            case .link: "l"
            case .file: "-"
            case .special: "?"
            }
        let letters = Array("rwxrwxrwx")
        let rights = letters.indices.map { status.mode >> (8 - $0) & 1 == 1 ? letters[$0] : "-" }
        self.init(name: name, mode: kind + String(rights), size: status.size, modified: status.modified)
    }
}

/// Why a file cannot be had; the description is what a program in the guest would print.
package struct VolumeFilesError: Error, Hashable, CustomStringConvertible {
    package let description: String

    init(_ number: Int32) {
        description =
            switch number {
            case ENOENT: "No such file or directory"
            case ENOTDIR: "Not a directory"
            case EISDIR: "Is a directory"
            case EACCES: "Permission denied"
            case ELOOP: "Too many levels of symbolic links"
            case ENAMETOOLONG: "File name too long"
            default: "I/O error"
            }
    }

    init(_ failure: FilesystemFailure) {
        switch failure {
        case .system(let errno, _, _, _): self.init(errno.number)
        default: self.init(EIO)
        }
    }
}
