import FoundationEssentials
import OrderedJSON

/// The file that tells others where an emulator listens.
struct PortFile: Sendable {
    let path: String

    /// Writes the file in one go, so that whoever sees it sees all of it.
    func write(_ running: RunningWindtunnel) throws {
        var document: JSONObject = [
            "http": .int(running.httpPort), "https": .int(running.httpsPort), "proxy": .int(running.proxyPort),
            "pid": .int(Int(ProcessInfo.processInfo.processIdentifier)), "ca": .string(running.certificateAuthority),
        ]
        if !running.published.isEmpty {
            let ports = running.published.sorted { $0.key < $1.key }
            document["published"] = .object(JSONObject(ports.map { ($0.key, .int($0.value)) }))
        }
        do {
            try Data((JSON.object(document).text + "\n").utf8).write(to: URL(filePath: path), options: .atomic)
        } catch {
            throw StartupFailure("cannot write the port file \(path)")
        }
    }

    func remove() {
        // Whoever reads a stale file finds that nothing answers.
        try? FileManager.default.removeItem(atPath: path)
    }
}
