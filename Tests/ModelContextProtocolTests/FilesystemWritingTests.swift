import ModelContextProtocol
import OrderedJSON
import Testing

@Suite("Changing files through the filesystem tools")
struct FilesystemWritingTests {
    @Test("write_file makes a file, replaces it, and leaves nothing else behind")
    func write() async throws {
        try await Volume.with { volume in
            for text in ["one", "two ä\n", ""] {
                let said = try await volume.say("write_file", ["path": "/data/x", "content": .string(text)])
                #expect(said == .fine("Successfully wrote to /data/x"))
                #expect(volume.content(of: "x") == text)
            }
            #expect(try volume.names() == ["x"])
        }
    }

    @Test(
        "write_file says what is in the way",
        arguments: [
            ("/data/d", "EISDIR: illegal operation on a directory, open '/data/d'"),
            ("/data", "EISDIR: illegal operation on a directory, open '/data'"),
            ("/data/no/x", "Parent directory does not exist: /data/no"),
            ("/data/x/y", "ENOTDIR: not a directory, realpath '/data/x/y'"),
            (
                "/data/" + String(repeating: "n", count: 300),
                "ENAMETOOLONG: name too long, realpath '/data/\(String(repeating: "n", count: 300))'"
            ),
        ])
    func writeErrors(path: String, text: String) async throws {
        try await Volume.with { volume in
            try volume.makeFolder("d")
            try volume.put("x", at: "x")
            let said = try await volume.say("write_file", ["path": .string(path), "content": "new"])
            #expect(said == .error(text))
            #expect(try volume.names() == ["d", "x"])
        }
    }

    @Test("write_file follows a link to a file inside and replaces a link to nothing")
    func writeThroughLinks() async throws {
        try await Volume.with { volume in
            try volume.put("old", at: "real")
            try volume.link("inside", to: "/data/real")
            try volume.link("dangling", to: "nothing")
            #expect(try await volume.say("write_file", ["path": "inside", "content": "new"]).isError == false)
            #expect(volume.content(of: "real") == "new")
            #expect(try await volume.say("write_file", ["path": "dangling", "content": "own"]).isError == false)
            #expect(volume.content(of: "dangling") == "own")
            #expect(volume.content(of: "nothing") == nil)
        }
    }

    @Test("edit_file replaces exactly, shows the diff, and writes only when asked")
    func edit() async throws {
        try await Volume.with { volume in
            try volume.put("one\r\ntwo\r\nthree\r\n", at: "x")
            let edits: JSON = [["oldText": "two", "newText": "2"]]
            let diff = """
                ```diff
                Index: /data/x
                ===================================================================
                --- /data/x\toriginal
                +++ /data/x\tmodified
                @@ -1,3 +1,3 @@
                 one
                -two
                +2
                 three
                ```


                """
            #expect(try await volume.say("edit_file", ["path": "x", "edits": edits, "dryRun": true]) == .fine(diff))
            #expect(volume.content(of: "x") == "one\r\ntwo\r\nthree\r\n")
            #expect(try await volume.say("edit_file", ["path": "x", "edits": edits]) == .fine(diff))
            #expect(volume.content(of: "x") == "one\n2\nthree\n")
            #expect(try volume.names() == ["x"])
        }
    }

    @Test("an edit that matches nothing changes nothing, not even after one that did")
    func editWithoutMatch() async throws {
        try await Volume.with { volume in
            try volume.put("one\ntwo\n", at: "x")
            let edits: JSON = [["oldText": "one", "newText": "1"], ["oldText": "three", "newText": "3"]]
            let said = try await volume.say("edit_file", ["path": "x", "edits": edits])
            #expect(said == .error("Could not find exact match for edit:\nthree"))
            #expect(volume.content(of: "x") == "one\ntwo\n")
        }
    }

    @Test("bad edits are named by their place")
    func editArguments() async throws {
        try await Volume.with { volume in
            let said = try await volume.say("edit_file", ["path": "x", "edits": [["oldText": "a", "newText": 1]]])
            #expect(
                said
                    == .error(
                        "MCP error -32602: Input validation error: Invalid arguments for tool edit_file: "
                            + "Invalid input: expected string, received number at edits[0].newText"))
        }
    }

    @Test("create_directory makes one level and accepts one that exists")
    func createDirectory() async throws {
        try await Volume.with { volume in
            let done = Said.fine("Successfully created directory /data/d")
            #expect(try await volume.say("create_directory", ["path": "/data/d"]) == done)
            #expect(try await volume.say("create_directory", ["path": "/data/d"]) == done)
            #expect(try volume.names() == ["d"])
            try volume.put("x", at: "x")
            #expect(
                try await volume.say("create_directory", ["path": "x"])
                    == .error("EEXIST: file already exists, mkdir '/data/x'"))
            #expect(
                try await volume.say("create_directory", ["path": "a/b"])
                    == .error("Parent directory does not exist: /data/a"))
        }
    }

    @Test("move_file renames, moves into folders and replaces")
    func move() async throws {
        try await Volume.with { volume in
            try volume.makeFolder("d/e")
            try volume.put("1", at: "x")
            try volume.put("2", at: "y")
            let said = try await volume.say("move_file", ["source": "/data/x", "destination": "/data/d/z"])
            #expect(said == .fine("Successfully moved /data/x to /data/d/z"))
            #expect(try await volume.say("move_file", ["source": "y", "destination": "d/z"]).isError == false)
            #expect(try await volume.say("move_file", ["source": "d", "destination": "f"]).isError == false)
            #expect(try volume.names() == ["f"])
            #expect(volume.content(of: "f/z") == "2")
        }
    }

    @Test(
        "move_file says both places when it fails",
        arguments: [
            ("no", "z", "ENOENT: no such file or directory, rename '/data/no' -> '/data/z'"),
            ("x", "d", "EISDIR: illegal operation on a directory, rename '/data/x' -> '/data/d'"),
            ("d", "d/e/f", "EINVAL: invalid argument, rename '/data/d' -> '/data/d/e/f'"),
            ("d", "full", "ENOTEMPTY: directory not empty, rename '/data/d' -> '/data/full'"),
            ("/data", "/data/d/f", "EBUSY: resource busy or locked, rename '/data' -> '/data/d/f'"),
            ("x", "no/x", "Parent directory does not exist: /data/no"),
        ])
    func moveErrors(source: String, destination: String, text: String) async throws {
        try await Volume.with { volume in
            try volume.makeFolder("d/e")
            try volume.makeFolder("full")
            try volume.put("", at: "full/file")
            try volume.put("1", at: "x")
            let said = try await volume.say(
                "move_file", ["source": .string(source), "destination": .string(destination)])
            #expect(said == .error(text))
            #expect(try volume.names() == ["d", "full", "x"])
        }
    }

    @Test("two volumes are two devices, even on one disk of the host")
    func moveBetweenVolumes() async throws {
        try await Volume.with { volume in
            try volume.put("1", at: "x")
            let server = try FilesystemServer(
                roots: ["/data", "/more"],
                mounts: [
                    FilesystemMount(guestPath: "/data", hostFolder: volume.folder),
                    FilesystemMount(guestPath: "/more", hostFolder: volume.outside),
                ])
            let said = try await Said(
                server.tools.call("move_file", ["source": "/data/x", "destination": "/more/x"]))
            #expect(said == .error("EXDEV: cross-device link not permitted, rename '/data/x' -> '/more/x'"))
        }
    }
}
