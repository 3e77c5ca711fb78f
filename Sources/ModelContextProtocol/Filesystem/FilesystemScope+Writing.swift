import Glibc

extension FilesystemScope {
    /// Puts a file in place at once: written beside it under another name, then renamed over it. What a link at that
    /// name pointed at stays untouched, and no reader ever sees half of it.
    func write(_ bytes: [UInt8], to target: Target) throws(FilesystemFailure) {
        let path = target.path
        do throws(Errno) {
            if case .existing(let entry) = target, entry.isDirectory { throw .isDirectory }
            let folder = try folder(of: target)
            // Only to say so before anything is written; a folder cannot be replaced by renaming a file over it anyway.
            if (try? folder.status(of: path.name).kind) == .directory { throw .isDirectory }
            let (name, file) = try temporaryFile(in: folder)
            do throws(Errno) {
                try file.write(bytes)
                try folder.rename(name, to: folder, as: path.name)
            } catch {
                // The first error is the one to tell; a file left over is the lesser evil.
                try? folder.remove(name)
                throw error
            }
        } catch {
            throw .system(error, call: "open", path: path)
        }
    }

    /// Makes a folder, or is content with one that exists.
    func makeFolder(at target: Target) throws(FilesystemFailure) {
        switch target {
        case .existing(let entry) where entry.isDirectory: return
        case .existing(let entry): throw .system(.exists, call: "mkdir", path: entry.path)
        case .absent(let path, let folder):
            do throws(Errno) {
                try folder.makeFolder(path.name)
            } catch {
                throw .system(error, call: "mkdir", path: path)
            }
        }
    }

    /// Moves what `source` stands for; what is at `destination` already is replaced, as `rename` does.
    func move(_ source: Target, to destination: Target) throws(FilesystemFailure) {
        do throws(Errno) {
            guard !tree.hasMount(within: source.path), !tree.hasMount(within: destination.path) else { throw .busy }
            // Two folders of one host disk are still two volumes to the guest.
            guard tree.mount(of: source.path) == tree.mount(of: destination.path) else { throw .crossDevice }
            let (old, new) = (try folder(of: source), try folder(of: destination))
            try old.rename(source.path.name, to: new, as: destination.path.name)
        } catch {
            throw .system(error, call: "rename", path: source.path, destination: destination.path)
        }
    }

    private func folder(of target: Target) throws(Errno) -> Descriptor {
        switch target {
        case .existing(let entry): try folder(holding: entry.path)
        case .absent(_, let folder): folder
        }
    }

    /// A file whose name nobody uses. Names are counted, not drawn: chance has no place here, and `O_EXCL` sees to it
    /// that two writers never share one.
    private func temporaryFile(in folder: Descriptor) throws(Errno) -> (name: String, file: Descriptor) {
        var number = 0
        while true {
            let name = ".mcp-write-\(number).tmp"
            do throws(Errno) {
                return (name, try folder.newFile(name))
            } catch .exists where number < 10_000 {
                number += 1
            }
        }
    }
}

extension Descriptor {
    fileprivate func write(_ bytes: [UInt8]) throws(Errno) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(number, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            try Errno.check(Int32(clamping: count))
            rest = rest.dropFirst(count)
        }
    }
}
