import Glibc
import ModelContextProtocol
import OrderedJSON
import Testing

@Suite("No way out of the volume")
struct FilesystemEscapeTests {
    /// Every tool with every path argument it has set to `path`.
    static func attempts(_ path: String) -> [(tool: String, arguments: JSON)] {
        let path = JSON.string(path)
        return [
            ("read_file", ["path": path]), ("read_text_file", ["path": path, "head": 1]),
            ("read_text_file", ["path": path, "tail": 1]), ("read_media_file", ["path": path]),
            ("write_file", ["path": path, "content": "owned"]),
            ("edit_file", ["path": path, "edits": [["oldText": "top", "newText": "owned"]]]),
            ("create_directory", ["path": path]), ("list_directory", ["path": path]),
            ("list_directory_with_sizes", ["path": path]), ("directory_tree", ["path": path]),
            ("move_file", ["source": path, "destination": "/data/loot"]),
            ("move_file", ["source": "/data/mine", "destination": path]),
            ("search_files", ["path": path, "pattern": "**"]), ("get_file_info", ["path": path]),
        ]
    }

    static let paths = [
        "/", "/etc/passwd", "/data/../outside/secret.txt", "../outside/secret.txt", "/data/a/../../etc", "~/x", "~",
        "/dataset", "/data2/x", "//etc/passwd", "HOST/outside/secret.txt", "HOST/data/mine", "/data/out",
        "/data/out/secret.txt", "/data/out/new.txt", "/data/up/outside/secret.txt", "/data/file-out", "/data/chain",
        "/data/dir/../out/secret.txt", "/data/new-out", "/data/mine\0/x", "/data/mine\0", "/data/\0",
        "/data/etc/passwd",
        "/data/proc-root/etc/passwd",
    ]

    static func prepare(_ volume: Volume) throws -> String {
        try volume.put("mine", at: "mine")
        try volume.makeFolder("dir")
        try volume.link("out", to: volume.outside)
        try volume.link("up", to: "..")
        try volume.link("file-out", to: volume.outside + "/secret.txt")
        try volume.link("chain", to: "dir/../out/secret.txt")
        try volume.link("new-out", to: volume.outside + "/new")
        try volume.link("etc", to: "/etc")
        try volume.link("proc-root", to: "/proc/self/root")
        return String(volume.folder.dropLast("/data".count))
    }

    @Test("no tool touches anything outside, and no answer names a path of the host", arguments: paths)
    func escapes(path: String) async throws {
        try await Volume.with { volume in
            let host = try Self.prepare(volume)
            let named = path.hasPrefix("HOST") ? host + path.dropFirst(4) : path
            let before = try volume.names()
            for (tool, arguments) in Self.attempts(named) {
                let result = try await volume.server().tools.call(tool, arguments)
                #expect(result["isError"] == true, "\(tool) \(arguments.text)")
                let text = result.text
                #expect(!text.contains("top secret") && !text.contains("dG9wIHNlY3JldA"))
                // What the client named itself, or put into a link, it may be told.
                if !named.hasPrefix(host), !["out", "chain"].contains(where: named.contains) {
                    #expect(!text.contains(host))
                }
            }
            #expect(try volume.names() == before)
            #expect(try volume.names(in: "../outside") == ["secret.txt"])
            #expect(volume.content(of: "../outside/secret.txt") == "top secret")
            #expect(volume.content(of: "mine") == "mine")
        }
    }

    @Test(
        "the refusal names the path and the roots as the guest sees them",
        arguments: [
            ("/etc/passwd", "path outside allowed directories: /etc/passwd"),
            ("/data/../x", "path outside allowed directories: /x"),
            ("~/x", "path outside allowed directories: /root/x"),
            ("../x", "path outside allowed directories: /x"),
            ("/data/etc/passwd", "symlink target outside allowed directories: /etc/passwd"),
            ("/data/up/x", "symlink target outside allowed directories: /x"),
        ])
    func refusals(path: String, text: String) async throws {
        try await Volume.with { volume in
            _ = try Self.prepare(volume)
            let said = try await volume.say("read_file", ["path": .string(path)])
            #expect(said == .error("Access denied - \(text) not in /data"))
        }
    }

    @Test("roots below the volume shut the rest of it out, links included")
    func narrowRoots() async throws {
        try await Volume.with { volume in
            try volume.makeFolder("a")
            try volume.makeFolder("b")
            try volume.put("secret", at: "b/x")
            try volume.put("fine", at: "a/x")
            try volume.link("a/link", to: "../b/x")
            try volume.link("a/folder", to: "/data/b")
            try volume.link("a/around", to: "../b/../a/x")
            let roots = ["/data/a"]
            for path in ["/data/b/x", "../b/x", "/data"] {
                #expect(try await volume.say("read_file", ["path": .string(path)], roots: roots).isError)
            }
            #expect(
                try await volume.say("read_file", ["path": "link"], roots: roots)
                    == .error("Access denied - symlink target outside allowed directories: /data/b/x not in /data/a"))
            #expect(try await volume.say("write_file", ["path": "folder/x", "content": ""], roots: roots).isError)
            #expect(try await volume.say("write_file", ["path": "folder/y", "content": ""], roots: roots).isError)
            #expect(try await volume.say("read_file", ["path": "around"], roots: roots) == .fine("fine"))
            #expect(try volume.names(in: "b") == ["x"])
            #expect(volume.content(of: "b/x") == "secret")
        }
    }

    @Test("a link inside the volume works, whether relative or absolute in the guest")
    func linksInside() async throws {
        try await Volume.with { volume in
            try volume.makeFolder("a/b")
            try volume.put("x", at: "a/b/x")
            try volume.link("relative", to: "a/../a/./b/")
            try volume.link("absolute", to: "/data/a/b/x")
            try volume.link("a/chain", to: "../relative/x")
            for path in ["relative/x", "absolute", "a/chain"] {
                #expect(try await volume.say("read_file", ["path": .string(path)]) == .fine("x"))
            }
        }
    }

    @Test("a link from one volume into another is inside when both are allowed")
    func linkBetweenVolumes() async throws {
        try await Volume.with { volume in
            try volume.link("there", to: "/data/more/secret.txt")
            let mounts = [
                FilesystemMount(guestPath: "/data", hostFolder: volume.folder),
                FilesystemMount(guestPath: "/data/more", hostFolder: volume.outside),
            ]
            try volume.makeFolder("more")
            let server = try FilesystemServer(roots: ["/data"], mounts: mounts).tools
            #expect(try await Said(server.call("read_file", ["path": "there"])) == .fine("top secret"))
            let moved = try await Said(server.call("move_file", ["source": "more", "destination": "less"]))
            #expect(moved == .error("EBUSY: resource busy or locked, rename '/data/more' -> '/data/less'"))
        }
    }

    @Test("pipes and sockets are refused at once instead of being waited for")
    func specialFiles() async throws {
        try await Volume.with { volume in
            try #require(mkfifo(volume.folder + "/pipe", 0o666) == 0)
            for tool in ["read_file", "read_media_file"] {
                let result = try await volume.server().tools.call(tool, ["path": "pipe"])
                #expect(result["content"]?[0]?["text"] == "Not a regular file: /data/pipe")
            }
            #expect(try await volume.say("get_file_info", ["path": "pipe"]).text.contains("isFile: false"))
            #expect(try await volume.say("list_directory", ["path": "/data"]) == .fine("[FILE] pipe"))
        }
    }

    @Test("links that multiply are given up on")
    func hostileLinks() async throws {
        try await Volume.with { volume in
            try volume.makeFolder("a")
            let zigzag = Array(repeating: "a/..", count: 800).joined(separator: "/")
            try volume.link("l0", to: zigzag)
            for level in 1...20 { try volume.link("l\(level)", to: "l\(level - 1)/l\(level - 1)") }
            let said = try await volume.say("list_directory", ["path": "l20"])
            #expect(said == .error("ELOOP: too many symbolic links encountered, realpath '/data/l20'"))
        }
    }

    @Test("names that look alike but differ in bytes are different")
    func lookalikes() async throws {
        try await Volume.with { volume in
            try volume.makeFolder("e\u{301}")
            try volume.makeFolder("\u{E9}")
            try volume.put("secret", at: "e\u{301}/x")
            let said = try await volume.say(
                "read_file", ["path": .string("/data/e\u{301}/x")], roots: ["/data/\u{E9}"])
            #expect(said.isError)
            #expect(said.text.hasPrefix("Access denied"))
        }
    }

    @Test("a folder swapped for a link while a file is read or written leads nowhere")
    func swapping() async throws {
        try await Volume.with { volume in
            try volume.makeFolder("dir")
            try volume.put("inside", at: "dir/secret.txt")
            try volume.link("spare", to: volume.outside)
            let server = try volume.server().tools
            let (dir, spare, hold) = (volume.folder + "/dir", volume.folder + "/spare", volume.folder + "/hold")
            async let swaps: Void = {
                for round in 0..<2000 {
                    rename(dir, hold)
                    rename(spare, dir)
                    rename(dir, spare)
                    rename(hold, dir)
                    if round.isMultiple(of: 50) { await Task.yield() }
                }
            }()
            for _ in 0..<200 {
                let read = try await server.call("read_file", ["path": "dir/secret.txt"])
                #expect(!read.text.contains("top secret"))
                let arguments: JSON = ["path": "dir/new.txt", "content": "owned"]
                _ = try await server.call("write_file", arguments)
                _ = try await server.call(
                    "edit_file",
                    [
                        "path": "dir/secret.txt", "edits": [["oldText": "top", "newText": "owned"]],
                    ])
            }
            await swaps
            #expect(volume.content(of: "../outside/secret.txt") == "top secret")
            #expect(try volume.names(in: "../outside") == ["secret.txt"])
        }
    }
}
