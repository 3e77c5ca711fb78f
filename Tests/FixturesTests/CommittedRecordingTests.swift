import Fixtures
import Foundation
import OrderedJSON
import Testing

/// The recordings of `fixtures/recordings/`, of which everybody who compares the emulator begins.
@Suite(.timeLimit(.minutes(1))) struct CommittedRecordings {
    static let files: [String] = {
        // A folder that cannot be read has no files, and the first test says so.
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.filter { $0.hasSuffix(".har") }.sorted()
    }()

    private static let folder: String = {
        var folder = URL(filePath: #filePath)
        for _ in 0..<3 { folder.deleteLastPathComponent() }
        return folder.path + "/fixtures/recordings"
    }()

    private static func bytes(_ file: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(filePath: folder + "/" + file)))
    }

    @Test func `the folder has them all, and its page names each`() throws {
        #expect(Self.files.count == 17)
        let page = String(decoding: try Self.bytes("README.md"), as: UTF8.self)
        for file in Self.files { #expect(page.contains("`\(file)`"), "\(file)") }
    }

    @Test(arguments: files)
    func `each is written as the emulator writes one, and can be read back`(file: String) throws {
        let bytes = try Self.bytes(file)
        let document = try HARDocument(bytes)
        let recording = try document.recording()
        let version = try #require(JSON(parsing: bytes)["log"]?["creator"]?["version"]?.stringValue)
        #expect(HARWriter.text(recording, version: version) == bytes)
        #expect(!document.entries.isEmpty)
    }

    @Test(arguments: files)
    func `none holds anything that looks like a secret`(file: String) throws {
        let findings = try Lint.findings(in: HARDocument(Self.bytes(file)))
        #expect(findings.isEmpty, "\(findings.map(\.description))")
    }

    @Test(arguments: files)
    func `each answers its own requests, one after another`(file: String) throws {
        let document = try HARDocument(Self.bytes(file))
        var replay = Replay(document, keepsTimes: true)
        for (index, interaction) in try document.recording().interactions.enumerated() {
            let now = try #require(interaction.startedAtMilliseconds)
            let answer = try replay.answer(interaction.request, now: now)
            #expect(answer.status == interaction.response.status, "entry \(index + 1)")
            #expect(answer.bytes == interaction.response.bytes, "entry \(index + 1)")
        }
        #expect(replay.misses == 0)
    }

    @Test(arguments: files)
    func `each tells of a state that can be taken over`(file: String) throws {
        let state = try RecordedState(HARDocument(Self.bytes(file)))
        // What is refused, deleted or never made leaves nothing behind.
        let isEmpty = ["apps.har", "unauthenticated.har"].contains(file)
        #expect(state.apps.isEmpty == isEmpty)
        #expect(state.leftOut.allSatisfy { $0.why.contains("lease") || $0.why.contains("nothing that a world") })
    }
}
