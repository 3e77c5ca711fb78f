#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A HAR file on disk that grows by one exchange at a time.
///
/// What is added goes out in one write that overwrites the file's last lines and puts them behind the new entry again:
/// after every call the file is whole, and a crash can lose the exchange under way, never an older one.
package final class RecordingFile {
    private let descriptor: Int32
    private let path: String
    /// What stands behind the last entry.
    private let tail: [UInt8]
    /// Where the next entry goes.
    private var insertion: Int
    /// How many entries the file has.
    package private(set) var count: Int

    /// Reads a file whole.
    /// - Throws: what is damaged, naming the file and the entry.
    package static func read(_ path: String) throws(RecordingDamage) -> HARDocument {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw unreadable(path) }
        defer { close(descriptor) }
        do throws(RecordingDamage) {
            return try HARDocument(try contents(descriptor, path))
        } catch {
            throw error.file == nil ? error.inFile(path) : error
        }
    }

    /// Opens a file to add to it, made with mode 0600 where there is none. Nobody else may have it open for writing.
    ///
    /// A file that a killed writer left behind is cut back to its last whole entry.
    /// - Parameter version: Windtunnel's, for `log.creator` of a new file.
    /// - Returns: the file, the document it holds already, and what had to be cut off.
    /// - Throws: when the file cannot be opened, or is damaged within its list of entries.
    package static func appending(
        to path: String, version: String
    ) throws(RecordingDamage) -> (file: RecordingFile, document: HARDocument?, cut: RecordingDamage?) {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw unreadable(path) }
        do throws(RecordingDamage) {
            guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
                throw RecordingDamage(file: path, entry: nil, reason: .unreadable("another process writes into it"))
            }
            let bytes = try contents(descriptor, path)
            guard !bytes.isEmpty else {
                let head = HARWriter.header(version: version)
                let file = RecordingFile(
                    descriptor: descriptor, path: path, tail: HARWriter.footer, insertion: head.count, count: 0)
                try file.write(head + HARWriter.footer, at: 0)
                return (file, nil, nil)
            }
            guard let (document, damage) = HARDocument.recovering(bytes) else {
                throw RecordingDamage(file: path, entry: nil, reason: .shape("is no HAR: it has no log.entries"))
            }
            if let damage, damage.reason != .truncated { throw damage.inFile(path) }
            let file = RecordingFile(
                descriptor: descriptor, path: path, tail: Array(document.bytes[document.insertion...]),
                insertion: document.insertion, count: document.entries.count)
            if damage != nil { try file.write(file.tail, at: file.insertion) }
            return (file, document, damage?.inFile(path))
        } catch {
            close(descriptor)
            throw error
        }
    }

    private init(descriptor: Int32, path: String, tail: [UInt8], insertion: Int, count: Int) {
        self.descriptor = descriptor
        self.path = path
        self.tail = tail
        self.insertion = insertion
        self.count = count
    }

    deinit {
        close(descriptor)
    }

    /// Adds one exchange; it is the caller's duty to have redacted it.
    package func append(_ interaction: Interaction) throws(RecordingDamage) {
        let entry = (count == 0 ? [] : [UInt8(ascii: ",")]) + HARWriter.entry(interaction)
        try write(entry + tail, at: insertion)
        insertion += entry.count
        count += 1
    }

    private func write(_ bytes: [UInt8], at start: Int) throws(RecordingDamage) {
        let failed = bytes.withUnsafeBytes { buffer -> Bool in
            var written = 0
            while written < buffer.count {
                let count = pwrite(
                    descriptor, buffer.baseAddress?.advanced(by: written), buffer.count - written,
                    off_t(start + written))
                if count < 0, errno == EINTR { continue }
                if count <= 0 { return true }
                written += count
            }
            return ftruncate(descriptor, off_t(start + buffer.count)) != 0
        }
        if failed { throw Self.unreadable(path) }
    }

    private static func contents(_ descriptor: Int32, _ path: String) throws(RecordingDamage) -> [UInt8] {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw unreadable(path) }
        let size = Int(status.st_size)
        var failed = false
        let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
            count = 0
            while count < size {
                let read = pread(descriptor, buffer.baseAddress?.advanced(by: count), size - count, off_t(count))
                if read < 0, errno == EINTR { continue }
                if read < 0 { failed = true }
                if read <= 0 { return }
                count += read
            }
        }
        if failed { throw unreadable(path) }
        return bytes
    }

    private static func unreadable(_ path: String) -> RecordingDamage {
        RecordingDamage(file: path, entry: nil, reason: .unreadable(String(cString: strerror(errno))))
    }
}
