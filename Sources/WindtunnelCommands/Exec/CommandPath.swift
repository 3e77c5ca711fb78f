import Glibc

/// Finds the file of a command as a shell does, and says in a shell's codes why there is none.
enum CommandPath {
    /// The command cannot be run.
    struct Missing: Error, Equatable {
        /// 127 not found, 126 found but not to be run.
        let status: Int32
        let reason: String
    }

    /// - Parameters:
    ///   - name: a path when it holds a slash, else looked for in `searchPath`.
    ///   - searchPath: the value of `PATH`; an empty part of it means the working folder.
    static func resolve(_ name: String, searchPath: String?) throws(Missing) -> String {
        if name.isEmpty { throw Missing(status: 127, reason: "command not found") }
        if name.contains("/") {
            switch kind(of: name) {
            case .executable: return name
            case .other: throw Missing(status: 126, reason: "permission denied")
            case .absent: throw Missing(status: 127, reason: "no such file")
            }
        }
        var foundOther = false
        for folder in (searchPath ?? "/usr/local/bin:/usr/bin:/bin").split(
            separator: ":", omittingEmptySubsequences: false)
        {
            let candidate = folder.isEmpty ? "./\(name)" : "\(folder)/\(name)"
            switch kind(of: candidate) {
            case .executable: return candidate
            case .other: foundOther = true
            case .absent: continue
            }
        }
        throw foundOther
            ? Missing(status: 126, reason: "permission denied") : Missing(status: 127, reason: "command not found")
    }

    private enum Kind {
        case executable
        case other
        case absent
    }

    private static func kind(of path: String) -> Kind {
        var status = stat()
        guard !path.isEmpty, stat(path, &status) == 0 else { return .absent }
        let isFile = status.st_mode & S_IFMT == S_IFREG
        return isFile && access(path, X_OK) == 0 ? .executable : .other
    }
}
