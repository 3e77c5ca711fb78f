import FoundationEssentials
import Glibc

/// A folder of its own that is gone afterwards.
enum TemporaryFolder {
    /// Makes a folder that only this user can read, runs `body`, and removes the folder with all that is in it.
    static func with<Result: Sendable>(
        environment: [String: String], _ body: (String) async throws -> Result
    ) async throws -> Result {
        let parent = environment["TMPDIR"].flatMap { $0.isEmpty ? nil : $0 } ?? "/tmp"
        var template = Array("\(parent)/windtunnel-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else {
            throw CommandFailure.usage("cannot make a folder in \(parent): \(String(cString: strerror(errno)))")
        }
        let folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        // What cannot be removed is in the system's temporary folder, where somebody else will.
        defer { try? FileManager.default.removeItem(atPath: folder) }
        return try await body(folder)
    }
}
