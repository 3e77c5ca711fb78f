import Foundation
import OrderedJSON
import Testing

@testable import WindtunnelCommands

/// The emulator against `fixtures/recordings/`, as anybody can compare it: `windtunnel fixture diff`.
@Suite("The documented exchanges of the real API", .timeLimit(.minutes(2)), .serialized)
struct CommittedRecordingTests {
    private static let folder: String = {
        var folder = URL(filePath: #filePath)
        for _ in 0..<3 { folder.deleteLastPathComponent() }
        return folder.path + "/fixtures/recordings"
    }()

    static let files: [String] = {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.filter { $0.hasSuffix(".har") }.sorted()
    }()

    /// The places where the emulator is known to answer otherwise, by file; each with the reason beside it.
    private static func accepted(_ file: String) throws -> [String] {
        let document = try JSON(parsing: Array(Data(contentsOf: URL(filePath: folder + "/accepted.json"))))
        return (document[file]?.arrayValue ?? []).compactMap { $0["place"]?.stringValue }
    }

    private static func diff(_ file: String, ignoring places: [String]) async -> Outcome {
        await windtunnel(
            ["fixture", "diff", file, "--profile", "realistic"] + places.flatMap { ["--ignore", $0] }, folder: folder)
    }

    @Test("the emulator answers as recorded but where it is known not to", arguments: files)
    func equal(file: String) async throws {
        let outcome = await Self.diff(file, ignoring: try Self.accepted(file))
        #expect(outcome.status == 0, "\(outcome.out)\(outcome.err)")
    }

    @Test("what is known to differ still does: the list is no longer than it must be", arguments: files)
    func accepted(file: String) async throws {
        let places = try Self.accepted(file)
        for place in places {
            let outcome = await Self.diff(file, ignoring: places.filter { $0 != place })
            #expect(outcome.status == 1, "\(place)")
        }
    }

    @Test("only recordings that are there have exceptions, and each has its reason")
    func reasons() throws {
        let document = try JSON(parsing: Array(Data(contentsOf: URL(filePath: Self.folder + "/accepted.json"))))
        for member in document.objectValue ?? [:] {
            #expect(Self.files.contains(member.key))
            for entry in member.value.arrayValue ?? [] { #expect(entry["why"]?.stringValue?.isEmpty == false) }
        }
    }
}
