import Glibc

/// A name in a folder. A link to a folder is no folder here, as in Node's directory entries.
struct FolderItem: Sendable, Hashable {
    let name: String
    let kind: FileStatus.Kind

    var isDirectory: Bool { kind == .directory }
}

extension GuestEntry {
    /// What the folder holds, by name. The real server gives the file system's own order, which no one can rely on and
    /// which would make runs differ.
    func items() throws(FilesystemFailure) -> [FolderItem] {
        guard isDirectory else { throw .system(.notDirectory, call: "scandir", path: path) }
        do throws(Errno) {
            // A descriptor of its own, because reading moves its position and closing the stream closes it.
            let number = try Errno.check(openat(folder.number, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC))
            guard let stream = fdopendir(number) else {
                let error = Errno(errno)
                close(number)
                throw error
            }
            defer { closedir(stream) }
            var items: [FolderItem] = []
            while let entry = readdir(stream) {
                let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                    String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
                }
                guard name != ".", name != ".." else { continue }
                items.append(FolderItem(name: name, kind: kind(entry.pointee.d_type, of: name)))
            }
            return items.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
        } catch {
            throw .system(error, call: "scandir", path: path)
        }
    }

    /// Some file systems do not say the type along with the name.
    private func kind(_ type: UInt8, of name: String) -> FileStatus.Kind {
        switch Int(type) {
        case DT_REG: .file
        case DT_DIR: .directory
        case DT_LNK: .link
        // A thing that vanished in between is listed as it last was: there, and no folder.
        case DT_UNKNOWN: (try? folder.status(of: name).kind) ?? .file
        default: .special
        }
    }
}
