#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

extension ProcessList {
    /// What really runs: of everything that carries one of these marks, what the system tells.
    init(marked marks: [String]) {
        self.init(entries: marks.flatMap(MarkedProcesses.all(marked:)).compactMap(RunningProcess.entry(of:)))
    }
}

/// What Linux tells of a process in its files (proc(5)). Their form is as old as the system; where it is not so, the
/// process is left out.
private enum RunningProcess {
    static func entry(of pid: pid_t) -> ProcessList.Entry? {
        let folder = "/proc/\(pid)"
        let stat = ProcFile.text("\(folder)/stat")
        // The name, in brackets, may have spaces and brackets in it: what is of interest comes after the last one.
        let fields = stat.split(separator: ")").last?.split(separator: " ").map { Int($0) ?? 0 } ?? []
        guard fields.count > 21 else { return nil }
        let (user, system, start, pages) = (fields[11], fields[12], fields[19], fields[21])
        let uptime = ProcFile.text("/proc/uptime").split(separator: " ").first.flatMap { Double($0) } ?? 0
        let age = max(0, Int(uptime * 1000) - milliseconds(start))
        let words = ProcFile.bytes("\(folder)/cmdline").split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
        return ProcessList.Entry(
            pid: Int(pid), command: words.joined(separator: " "), directory: ProcFile.target("\(folder)/cwd") ?? "/",
            cpu: age > 0 ? milliseconds(user + system) * 100 / age : 0, stime: milliseconds(system), rtime: age,
            rss: pages * Int(sysconf(Int32(_SC_PAGESIZE))), sockets: sockets(of: folder)
        )
    }

    private static func milliseconds(_ ticks: Int) -> Int { ticks * 1000 / max(1, Int(sysconf(Int32(_SC_CLK_TCK)))) }

    /// The sockets that the process holds and that listen.
    private static func sockets(of folder: String) -> [ProcessList.Socket] {
        let held = Set(ProcFile.names("\(folder)/fd").compactMap { ProcFile.target("\(folder)/fd/\($0)") })
        return ["tcp", "tcp6"].flatMap { table in
            ProcFile.text("\(folder)/net/\(table)").split(separator: "\n").compactMap { line in
                let columns = line.split(separator: " ")
                // The state 0A is that of a socket that listens.
                guard columns.count > 9, columns[3] == "0A", held.contains("socket:[\(columns[9])]") else { return nil }
                return address(columns[1], isIPv6: table == "tcp6").map {
                    ProcessList.Socket(proto: "tcp", address: $0)
                }
            }
        }
    }

    /// `0100007F:1F90` is 127.0.0.1:8080.
    private static func address(_ text: Substring, isIPv6: Bool) -> String? {
        let parts = text.split(separator: ":")
        guard parts.count == 2, let port = Int(parts[1], radix: 16) else { return nil }
        if isIPv6 { return parts[0].allSatisfy { $0 == "0" } ? "[::]:\(port)" : "[::1]:\(port)" }
        guard let number = UInt32(parts[0], radix: 16) else { return nil }
        let bytes = withUnsafeBytes(of: number.littleEndian) { $0.map(String.init) }
        return "\(bytes.joined(separator: ".")):\(port)"
    }
}
