import ModelContextProtocol
import OrderedJSON
import Testing

@Suite("Looking around with the filesystem tools")
struct FilesystemListingTests {
    @Test("list_directory marks folders and files, links among the files")
    func list() async throws {
        try await Volume.with { volume in
            #expect(try await volume.say("list_directory", ["path": "/data"]) == .fine(""))
            try volume.makeFolder("d")
            try volume.put("", at: "b")
            try volume.put("", at: ".a")
            try volume.link("link", to: "d")
            let said = try await volume.say("list_directory", ["path": "/data/"])
            #expect(said == .fine("[FILE] .a\n[FILE] b\n[DIR] d\n[FILE] link"))
            #expect(try await volume.say("list_directory", ["path": "link"]) == .fine(""))
        }
    }

    @Test(
        "what is no directory cannot be listed",
        arguments: ["list_directory", "list_directory_with_sizes", "directory_tree", "search_files"])
    func errors(tool: String) async throws {
        try await Volume.with { volume in
            try volume.put("", at: "x")
            #expect(
                try await volume.say(tool, ["path": "x", "pattern": "*"])
                    == .error("ENOTDIR: not a directory, scandir '/data/x'"))
            #expect(
                try await volume.say(tool, ["path": "/data/no", "pattern": "*"])
                    == .error("ENOENT: no such file or directory, scandir '/data/no'"))
        }
    }

    @Test("list_directory_with_sizes lines up and adds up")
    func sizes() async throws {
        try await Volume.with { volume in
            try volume.makeFolder("dir")
            try volume.put(String(repeating: "x", count: 1536), at: "B.txt")
            try volume.put("123", at: "a.txt")
            try volume.link("link", to: "/data/a.txt")
            try volume.link("out", to: volume.outside + "/secret.txt")
            let pad = { (name: String) in name + String(repeating: " ", count: 30 - name.utf8.count) }
            let totals = "\n\nTotal: 4 files, 1 directories\nCombined size: 1.51 KB"
            #expect(
                try await volume.say("list_directory_with_sizes", ["path": "/data"])
                    == .fine(
                        [
                            "[FILE] \(pad("a.txt"))        3 B", "[FILE] \(pad("B.txt"))    1.50 KB",
                            "[DIR] \(pad("dir")) ", "[FILE] \(pad("link"))        3 B",
                            "[FILE] \(pad("out"))        0 B",
                        ].joined(separator: "\n") + totals))
            let bySize = try await volume.say("list_directory_with_sizes", ["path": "/data", "sortBy": "size"])
            #expect(bySize.text.hasPrefix("[FILE] \(pad("B.txt"))    1.50 KB\n"))
            let wrong = try await volume.say("list_directory_with_sizes", ["path": "/data", "sortBy": "age"])
            #expect(wrong.isError)
            #expect(wrong.text.hasSuffix(#"Invalid option: expected one of "name"|"size" at sortBy"#))
        }
    }

    @Test("directory_tree nests, indents by two, and leaves exclusions out")
    func tree() async throws {
        try await Volume.with { volume in
            #expect(try await volume.say("directory_tree", ["path": "/data"]) == .fine("[]"))
            try volume.makeFolder("a/empty")
            try volume.makeFolder("node_modules/x")
            try volume.put("", at: "a/f\"")
            try volume.put("", at: "z.log")
            try volume.link("a/up", to: "/data")
            let tree: JSON = [
                [
                    "name": "a", "type": "directory",
                    "children": [
                        ["name": "empty", "type": "directory", "children": []], ["name": "f\"", "type": "file"],
                        ["name": "up", "type": "file"],
                    ],
                ],
                [
                    "name": "node_modules", "type": "directory",
                    "children": [["name": "x", "type": "directory", "children": []]],
                ],
                ["name": "z.log", "type": "file"],
            ]
            #expect(try await volume.say("directory_tree", ["path": "/data"]) == .fine(tree.prettyText))
            let said = try await volume.say(
                "directory_tree", ["path": "/data", "excludePatterns": ["empty", "node_modules", "*.log", "a/up"]])
            let rest: JSON = [
                ["name": "a", "type": "directory", "children": [["name": "f\"", "type": "file"]]]
            ]
            #expect(said == .fine(rest.prettyText))
        }
    }

    @Test("folders within folders are walked to the end, hundreds of levels down")
    func deep() async throws {
        try await Volume.with { volume in
            try volume.makeFolder(Array(repeating: "d", count: 200).joined(separator: "/"))
            let tree = try await volume.say("directory_tree", ["path": "/data"])
            #expect(!tree.isError)
            // The outermost list, and one for each folder.
            #expect(tree.text.utf8.count { $0 == UInt8(ascii: "[") } == 201)
            #expect(tree.text.utf8.count { $0 == UInt8(ascii: "]") } == 201)
            try volume.makeFolder(Array(repeating: "e", count: 600).joined(separator: "/"))
            let found = try await volume.say("search_files", ["path": "/data", "pattern": "**/e"])
            #expect(found.text.utf8.count { $0 == UInt8(ascii: "\n") } == 599)
        }
    }

    @Test(
        "search_files matches paths below the folder",
        arguments: [
            ("*.txt", [], "/data/s/a.txt"),
            ("**/*.txt", [], "/data/s/.h/c.txt\n/data/s/a.txt\n/data/s/b/b.txt"),
            ("**/*.txt", ["b"], "/data/s/.h/c.txt\n/data/s/a.txt"),
            ("**/*.txt", ["**/.*"], "/data/s/a.txt\n/data/s/b/b.txt"),
            ("b", [], "/data/s/b"), ("?.txt", [], "/data/s/a.txt"), ("*.md", [], "No matches found"),
            ("{in,dangling,out}", [], "/data/s/dangling\n/data/s/in"),
        ] as [(String, [String], String)])
    func search(pattern: String, exclusions: [String], found: String) async throws {
        try await Volume.with { volume in
            try volume.makeFolder("s/b")
            try volume.makeFolder("s/.h")
            for name in ["a.txt", "b/b.txt", ".h/c.txt"] { try volume.put("", at: "s/" + name) }
            try volume.link("s/in", to: "b")
            try volume.link("s/dangling", to: "nothing")
            try volume.link("s/out", to: "/etc")
            let said = try await volume.say(
                "search_files",
                [
                    "path": "/data/s", "pattern": .string(pattern),
                    "excludePatterns": .array(exclusions.map(JSON.string)),
                ])
            #expect(said == .fine(found))
        }
    }

    @Test("list_allowed_directories shows the roots without their slash, real paths of links added")
    func allowed() async throws {
        try await Volume.with { volume in
            try volume.makeFolder("real")
            try volume.link("link", to: "real")
            let roots = ["/data/", "/data/link", "/data"]
            let said = try await volume.say("list_allowed_directories", [:], roots: roots)
            #expect(said == .fine("Allowed directories:\n/data\n/data/link\n/data/real"))
        }
    }

    @Test("a root without a volume is skipped with a warning, none at all keeps the server from starting")
    func start() async throws {
        try await Volume.with { volume in
            try volume.put("", at: "file")
            let server = try volume.server(roots: ["/etc", "/data/no", "/data", "/data/file", "/"])
            #expect(server.allowedDirectories == ["/data"])
            #expect(server.warnings.count == 4)
            #expect(throws: FilesystemStartError.self) { try volume.server(roots: ["/etc", "/data/no"]) }
            do {
                _ = try volume.server(roots: ["/etc/"])
            } catch let error as FilesystemStartError {
                #expect(error.exitCode == 1)
                #expect(error.folders == ["/etc"])
                #expect(error.logLines.count == 2)
            }
            #expect(
                try await volume.say("read_file", ["path": "/data/file"], roots: [])
                    == .error("Access denied - path outside allowed directories: /data/file not in "))
        }
    }
}
