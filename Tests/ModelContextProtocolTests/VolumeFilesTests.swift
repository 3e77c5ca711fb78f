import ModelContextProtocol
import Testing

@Suite("The files of volumes, for looking at")
struct VolumeFilesTests {
    private func files(_ volume: Volume) -> VolumeFiles {
        VolumeFiles(mounts: [FilesystemMount(guestPath: "/srv/data", hostFolder: volume.folder)])
    }

    private func names(_ files: VolumeFiles, _ path: String) throws -> [String] {
        guard case .folder(let items) = try files.list(path) else { return [] }
        return items.map(\.name)
    }

    @Test("Above a volume stands the way to it and nothing else")
    func above() async throws {
        try await Volume.with { volume in
            try volume.put("hello", at: "a.txt")
            let files = files(volume)
            #expect(try names(files, "/") == ["srv"])
            #expect(try names(files, ".") == ["srv"])
            #expect(try names(files, "/srv") == ["data"])
            #expect(try names(files, "srv/data/") == ["a.txt"])
        }
    }

    @Test("A file is read, its beginning where it is long")
    func reads() async throws {
        try await Volume.with { volume in
            try volume.put("hello", at: "a.txt")
            let files = files(volume)
            #expect(try files.bytes(of: "/srv/data/a.txt", limit: 100) == Array("hello".utf8))
            #expect(try files.bytes(of: "/srv/data/a.txt", limit: 2) == Array("he".utf8))
            guard case .file(let item) = try files.list("/srv/data/a.txt") else {
                Issue.record("it is no file")
                return
            }
            #expect(item.name == "/srv/data/a.txt")
            #expect(item.size == 5)
            #expect(item.mode.hasPrefix("-rw"))
        }
    }

    @Test("Links are followed inside the volume and not out of it")
    func links() async throws {
        try await Volume.with { volume in
            try volume.put("hello", at: "a.txt")
            try volume.link("inside", to: "/srv/data/a.txt")
            try volume.link("outside", to: volume.outside + "/secret.txt")
            try volume.link("up", to: "../outside/secret.txt")
            try volume.link("round", to: "round")
            let files = files(volume)
            #expect(try files.bytes(of: "/srv/data/inside", limit: 100) == Array("hello".utf8))
            for (name, text) in [
                ("outside", "No such file or directory"), ("up", "No such file or directory"),
                ("round", "Too many levels of symbolic links"),
            ] {
                let error = #expect(throws: VolumeFilesError.self) {
                    try files.bytes(of: "/srv/data/\(name)", limit: 100)
                }
                #expect(error?.description == text)
            }
        }
    }

    @Test(
        "What cannot be read is told in the C library's words",
        arguments: [
            ("/", "Is a directory"), ("/srv/data", "Is a directory"), ("/srv/data/sub", "Is a directory"),
            ("/srv/data/a.txt/b", "Not a directory"), ("/srv/data/none", "No such file or directory"),
            ("/etc/passwd", "No such file or directory"), ("/srv/data/../../etc/passwd", "No such file or directory"),
            ("/srv/data/a\0b", "No such file or directory"),
        ])
    func refuses(path: String, text: String) async throws {
        try await Volume.with { volume in
            try volume.put("hello", at: "a.txt")
            try volume.makeFolder("sub")
            let error = #expect(throws: VolumeFilesError.self) { try files(volume).bytes(of: path, limit: 100) }
            #expect(error?.description == text)
        }
    }
}
