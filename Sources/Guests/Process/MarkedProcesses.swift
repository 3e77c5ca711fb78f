import Dispatch
import FoundationEssentials

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Processes found by what they carry in their environment: also those that left the group and session they began in.
enum MarkedProcesses {
    /// One that starts others faster than they are killed is given up after so many rounds.
    private static let mostRounds = 20

    /// Kills every process whose mark is this one, or begins with it and a slash. Nothing where the system does not tell
    /// of environments.
    static func killAll(marked mark: String) async {
        await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
            DispatchQueue.global().async {
                for _ in 0..<mostRounds {
                    let found = all(marked: mark)
                    if found.isEmpty { break }
                    for pid in found { kill(pid, SIGKILL) }
                }
                continuation.resume()
            }
        }
    }

    /// The processes that carry a mark and still run.
    static func all(marked mark: String) -> [pid_t] {
        // Where there is no such folder nothing is found.
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        let wanted = Array("\(OrphanWatch.variable)=\(mark)".utf8)
        return names.compactMap { pid_t($0) }.filter { pid in
            // Of others' processes, and of those that have ended, it cannot be read, or is empty.
            bytes(of: "/proc/\(pid)/environ").split(separator: 0).contains { entry in
                entry.starts(with: wanted)
                    && (entry.count == wanted.count || entry.dropFirst(wanted.count).first == slash)
            }
        }
    }

    private static let slash = UInt8(ascii: "/")

    private static func bytes(of path: String) -> [UInt8] {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return [] }
        defer { close(file) }
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 16 * 1024)
        while true {
            let count = read(file, &piece, piece.count)
            guard count > 0 else { return bytes }
            bytes += piece[..<count]
        }
    }
}
