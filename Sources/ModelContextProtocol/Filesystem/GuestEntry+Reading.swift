import Glibc

extension GuestEntry {
    /// Reads the file whole.
    /// - Parameter limit: bytes; a longer file is refused.
    func read(limit: Int) throws(FilesystemFailure) -> [UInt8] {
        let (file, status) = try open()
        guard status.size <= limit else { throw .tooLarge(status.size, limit: limit) }
        var bytes: [UInt8] = []
        while true {
            let piece = try file.piece(at: bytes.count, count: max(4096, status.size - bytes.count + 1))
            if piece.isEmpty { return bytes }
            bytes += piece
            guard bytes.count <= limit else { throw .tooLarge(bytes.count, limit: limit) }
        }
    }

    /// The first bytes, or all of a file that is shorter.
    func prefix(_ count: Int) throws(FilesystemFailure) -> [UInt8] {
        let file = try open().file
        var bytes: [UInt8] = []
        while bytes.count < count {
            let piece = try file.piece(at: bytes.count, count: min(Self.pieceSize, count - bytes.count))
            if piece.isEmpty { break }
            bytes += piece
        }
        return bytes
    }

    /// The first lines, without the newline after the last of them; none of them reads nothing.
    func head(_ count: Int, limit: Int) throws(FilesystemFailure) -> [UInt8] {
        let file = try open().file
        guard count > 0 else { return [] }
        var bytes: [UInt8] = []
        var newlines = 0
        while true {
            let piece = try file.piece(at: bytes.count, count: Self.pieceSize)
            for (index, byte) in piece.enumerated() where byte == UInt8(ascii: "\n") {
                newlines += 1
                if newlines == count { return bytes + piece[..<index] }
            }
            bytes += piece
            guard bytes.count <= limit else { throw .tooLarge(bytes.count, limit: limit) }
            if piece.isEmpty {
                if bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
                return bytes
            }
        }
    }

    /// What follows the last newlines but `count`, with `\r\n` made `\n`. What stands after the final newline is a line
    /// too, if an empty one: so does the real server count.
    func tail(_ count: Int, limit: Int) throws(FilesystemFailure) -> [UInt8] {
        let (file, status) = try open()
        var pieces: [[UInt8]] = []
        var start = status.size
        var newlines = 0
        while start > 0, newlines < count {
            let length = min(Self.pieceSize, start)
            start -= length
            let piece = try file.piece(at: start, count: length)
            guard
                let cut = piece.indices.reversed().first(where: { index in
                    guard piece[index] == UInt8(ascii: "\n") else { return false }
                    newlines += 1
                    return newlines == count
                })
            else {
                pieces.append(piece)
                guard status.size - start <= limit else { throw .tooLarge(status.size - start, limit: limit) }
                continue
            }
            pieces.append(Array(piece[(cut + 1)...]))
        }
        return TextLines.normalized(Array(pieces.reversed().joined()))
    }

    private static let pieceSize = 64 * 1024

    /// Opens the file and makes sure, on the open file, that it is one.
    private func open() throws(FilesystemFailure) -> (file: Descriptor, status: FileStatus) {
        switch status.kind {
        case .directory: throw .system(.isDirectory, call: "read", path: nil)
        case .special, .link: throw .notRegularFile(path)
        case .file: break
        }
        do throws(Errno) {
            let file = try folder.file(path.name)
            let status = try file.status()
            guard status.kind == .file else { throw .tooManyLinks }
            return (file, status)
        } catch {
            throw .system(error, call: "open", path: path)
        }
    }
}

extension Descriptor {
    /// Up to `count` bytes from an offset; empty at the end.
    fileprivate func piece(at offset: Int, count: Int) throws(FilesystemFailure) -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: count)
        let length = buffer.withUnsafeMutableBytes { pread(number, $0.baseAddress, $0.count, off_t(offset)) }
        guard length >= 0 else { throw .system(Errno(errno), call: "read", path: nil) }
        buffer.removeLast(count - length)
        return buffer
    }
}
