/// Why the built-in filesystem server does not start: none of the folders on its command line can be had. The wrapped
/// program says so on standard error and ends with exit code 1; wrap itself runs on.
package struct FilesystemStartError: Error, Sendable, Hashable, CustomStringConvertible {
    /// As shown to a reader: absolute, without a trailing slash.
    package let folders: [String]

    /// What the wrapped program ends with.
    package var exitCode: Int32 { 1 }

    /// What belongs on standard error, a line each.
    package var logLines: [String] {
        folders.map(FilesystemServer.warning(about:)) + ["Error: no allowed directory is accessible"]
    }

    /// The log lines together.
    package var description: String { logLines.joined(separator: "\n") }
}
