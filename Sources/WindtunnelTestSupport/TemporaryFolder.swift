import FoundationEssentials

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A folder of a test's own that is gone afterwards, whatever happens.
package enum TemporaryFolder {
    /// Makes a folder that only this user can read, runs `body` with its path, and removes it with all that is in it.
    package static func with<Result: Sendable>(_ body: (String) async throws -> Result) async throws -> Result {
        let parent = ProcessInfo.processInfo.environment["TMPDIR"] ?? "/tmp"
        var template = Array("\(parent)/windtunnel-tests-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw TestSupportError("cannot make a folder in \(parent)") }
        let path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        // What a test has made unreadable is the system's to clean up.
        defer { try? FileManager.default.removeItem(atPath: path) }
        return try await body(path)
    }
}

/// The support itself failed, not what is tested.
package struct TestSupportError: Error, Sendable, CustomStringConvertible {
    package let description: String

    package init(_ description: String) {
        self.description = description
    }
}
