import Dispatch

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Processes found by what they carry in their environment: also those that left the group and session they began in.
enum MarkedProcesses {
    /// Kills every process whose mark is this one, or begins with it and a slash. Nothing where the system does not tell
    /// of environments.
    static func killAll(marked mark: String) async {
        await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
            DispatchQueue.global().async {
                var killed: Set<pid_t> = []
                var quiet = 0
                // Who was killed starts nobody any more. Who has just become another program has no environment for an
                // instant, so it takes two looks to know that nobody new is there.
                while quiet < 2 {
                    let found = Set(all(marked: mark)).subtracting(killed)
                    quiet = found.isEmpty ? quiet + 1 : 0
                    // Parents first, who would otherwise see their children go and end in their own way.
                    for pid in found.sorted() { kill(pid, SIGKILL) }
                    killed.formUnion(found)
                }
                continuation.resume()
            }
        }
    }

    /// The processes that carry a mark and still run.
    static func all(marked mark: String) -> [pid_t] {
        let wanted = Array("\(OrphanWatch.variable)=\(mark)".utf8)
        return ProcFile.names("/proc").compactMap { pid_t($0) }.filter { pid in
            // Of others' processes, and of those that have ended, it cannot be read, or is empty.
            ProcFile.bytes("/proc/\(pid)/environ").split(separator: 0).contains { entry in
                entry.starts(with: wanted)
                    && (entry.count == wanted.count || entry.dropFirst(wanted.count).first == slash)
            }
        }
    }

    private static let slash = UInt8(ascii: "/")
}
