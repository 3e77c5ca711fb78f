import Fixtures
import Glibc
import Testing

@Suite("A recording file grows by one exchange at a time")
struct RecordingFileTests {
    /// A path in a folder of its own, gone afterwards.
    private func withPath(_ body: (String) throws -> Void) throws {
        var template = Array("/tmp/windtunnel-fixtures-XXXXXX".utf8CString)
        let folder = try #require(mkdtemp(&template).map { String(cString: $0) })
        defer {
            unlink(folder + "/r.har")
            rmdir(folder)
        }
        try body(folder + "/r.har")
    }

    private func mode(_ path: String) -> mode_t {
        var status = stat()
        return stat(path, &status) == 0 ? status.st_mode & 0o777 : 0
    }

    private func put(_ bytes: [UInt8], at path: String) throws {
        let file = try #require(fopen(path, "w"))
        fwrite(bytes, 1, bytes.count, file)
        fclose(file)
    }

    private let exchanges = ["a", "b", "c"].map { Sample.exchange("GET", "/v1/apps/\($0)") }

    @Test("what was added is there after every call, readable by its owner alone, and equal to a file written at once")
    func appends() throws {
        try withPath { path in
            do {
                let (file, document, cut) = try RecordingFile.appending(to: path, version: "1")
                #expect(document == nil && cut == nil)
                #expect(try RecordingFile.read(path).entries.isEmpty)
                for (index, exchange) in exchanges.enumerated() {
                    try file.append(exchange)
                    #expect(try RecordingFile.read(path).entries.count == index + 1)
                }
            }
            #expect(mode(path) == 0o600)
            #expect(try RecordingFile.read(path).bytes == HARWriter.text(Recording(exchanges), version: "1"))
        }
    }

    @Test("a file is gone on with where it ended, also one that another tool wrote")
    func goesOn() throws {
        try withPath { path in
            let foreign = #"{"log":{"entries":[{"request":{"method":"GET","url":"https://x/"}}],"comment":"theirs"}}"#
            try put(Array(foreign.utf8), at: path)
            do {
                let (file, document, _) = try RecordingFile.appending(to: path, version: "1")
                #expect(document?.entries.count == 1)
                try file.append(exchanges[0])
            }
            let text = try String(decoding: RecordingFile.read(path).bytes, as: UTF8.self)
            #expect(text.hasSuffix(#"],"comment":"theirs"}}"#))
            #expect(
                try RecordingFile.read(path).entries.map(\.url) == ["https://x/", "https://api.machines.dev/v1/apps/a"])
        }
    }

    @Test("after a crash the exchange under way is cut off, the others stay")
    func recovers() throws {
        try withPath { path in
            let whole = HARWriter.text(Recording(exchanges), version: "1")
            try put(Array(whole.dropLast(200)), at: path)
            let refused = #expect(throws: RecordingDamage.self) { try RecordingFile.read(path) }
            #expect(refused?.description == "\(path): entry 3 is truncated")
            do {
                let (file, document, cut) = try RecordingFile.appending(to: path, version: "1")
                #expect(document?.entries.count == 2)
                #expect(cut?.description == "\(path): entry 3 is truncated")
                try file.append(exchanges[2])
            }
            #expect(try RecordingFile.read(path).bytes == whole)
        }
    }

    @Test("a file with a damaged entry is left alone")
    func damaged() throws {
        try withPath { path in
            let bytes = Array(
                String(decoding: HARWriter.text(Recording(exchanges), version: "1"), as: UTF8.self).replacing(
                    "\"cookies\": []", with: "\"cookies\": [", maxReplacements: 1
                ).utf8)
            try put(bytes, at: path)
            let refused = #expect(throws: RecordingDamage.self) {
                _ = try RecordingFile.appending(to: path, version: "1")
            }
            #expect(refused?.entry == 1 && refused?.file == path)
        }
    }

    @Test("a file that somebody else records into is refused, and one that is not there")
    func refused() throws {
        try withPath { path in
            let missing = #expect(throws: RecordingDamage.self) { try RecordingFile.read(path) }
            #expect(missing?.description == "\(path): cannot be read: No such file or directory")
            let (file, _, _) = try RecordingFile.appending(to: path, version: "1")
            #expect(throws: RecordingDamage.self) { _ = try RecordingFile.appending(to: path, version: "1") }
            try file.append(exchanges[0])
        }
    }
}
