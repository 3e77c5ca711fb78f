import FoundationEssentials
import Glibc
import ModelContextProtocol
import OrderedJSON
import Synchronization
import Testing

/// A folder of the host that plays a machine's volume at `/data`, beside a folder that is nobody's business.
struct Volume {
    /// Mounted at `/data`.
    let folder: String
    /// Outside; holds `secret.txt`.
    let outside: String

    private static let count = Mutex(0)

    /// Makes both folders for the body and removes them after it, whatever happens.
    static func with(_ body: (Volume) async throws -> Void) async throws {
        let number = count.withLock { count in
            count += 1
            return count
        }
        let base = "/tmp/mcp-volume-\(getpid())-\(number)"
        let volume = Volume(folder: base + "/data", outside: base + "/outside")
        let files = FileManager.default
        try files.createDirectory(atPath: volume.folder, withIntermediateDirectories: true)
        try files.createDirectory(atPath: volume.outside, withIntermediateDirectories: true)
        defer { try? files.removeItem(atPath: base) }
        try Data("top secret".utf8).write(to: URL(filePath: volume.outside + "/secret.txt"))
        try await body(volume)
    }

    func put(_ text: String, at name: String) throws {
        try put(Array(text.utf8), at: name)
    }

    func put(_ bytes: [UInt8], at name: String) throws {
        try Data(bytes).write(to: URL(filePath: folder + "/" + name))
    }

    func makeFolder(_ name: String) throws {
        try FileManager.default.createDirectory(atPath: folder + "/" + name, withIntermediateDirectories: true)
    }

    /// The target is a guest path when it begins with a slash.
    func link(_ name: String, to target: String) throws {
        try #require(symlink(target, folder + "/" + name) == 0)
    }

    /// The text on the host, nil when nothing is there.
    func content(of name: String) -> String? {
        guard let data = FileManager.default.contents(atPath: folder + "/" + name) else { return nil }
        return String(decoding: data, as: UTF8.self)
    }

    func names(in name: String = "") throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder + "/" + name).sorted()
    }

    func server(roots: [String] = ["/data/"]) throws -> FilesystemServer {
        try FilesystemServer(roots: roots, mounts: [FilesystemMount(guestPath: "/data", hostFolder: folder)])
    }

    /// What a tool says, error or not.
    func say(_ tool: String, _ arguments: JSON, roots: [String] = ["/data/"]) async throws -> Said {
        try await Said(server(roots: roots).tools.call(tool, arguments))
    }
}

/// The text of a tool's result, and whether it was an error.
struct Said: Equatable, CustomStringConvertible {
    let text: String
    let isError: Bool

    static func error(_ text: String) -> Said { Said(text: text, isError: true) }
    static func fine(_ text: String) -> Said { Said(text: text, isError: false) }

    private init(text: String, isError: Bool) {
        self.text = text
        self.isError = isError
    }

    /// Checks on the way that a success says the same twice and an error only once.
    init(_ result: JSON) throws {
        let content = try #require(result["content"])
        text = try #require(content[0]?["text"]?.stringValue)
        isError = result["isError"] == true
        #expect(result["structuredContent"] == (isError ? nil : ["content": .string(text)]))
        #expect(result["isError"] == (isError ? true : nil))
    }

    var description: String { "\(isError ? "error" : "fine"): \(text)" }
}

extension ToolServer {
    /// The `result` of a `tools/call`, over a line as a client would send it.
    func call(_ tool: String, _ arguments: JSON?) async throws -> JSON {
        var params: JSONObject = ["name": .string(tool)]
        if let arguments { params["arguments"] = arguments }
        let request: JSON = ["jsonrpc": "2.0", "id": 7, "method": "tools/call", "params": .object(params)]
        let reply = try #require(await reply(toLine: request.utf8))
        #expect(!reply.contains(UInt8(ascii: "\n")))
        let json = try JSON(parsing: reply)
        #expect(json["id"] == 7)
        return try #require(json["result"])
    }

    func answer(_ line: String) async -> String? {
        await reply(toLine: Array(line.utf8)).map { String(decoding: $0, as: UTF8.self) }
    }
}
