import ModelContextProtocol
import OrderedJSON
import Testing

@Suite("Reading through the filesystem tools")
struct FilesystemReadingTests {
    @Test("read_file and read_text_file give the content", arguments: ["read_file", "read_text_file"])
    func whole(tool: String) async throws {
        try await Volume.with { volume in
            try volume.put("a\r\nb\n", at: "x.txt")
            #expect(try await volume.say(tool, ["path": "/data/x.txt"]) == .fine("a\r\nb\n"))
            #expect(try await volume.say(tool, ["path": "x.txt"]) == .fine("a\r\nb\n"))
            #expect(try await volume.say(tool, ["path": "/data/./y/..//x.txt"]) == .fine("a\r\nb\n"))
        }
    }

    @Test(
        "head and tail count lines as the real server does",
        arguments: [
            ("a\nb\nc\n", "head", 2, "a\nb"), ("a\nb\nc\n", "head", 9, "a\nb\nc"), ("a\nb", "head", 2, "a\nb"),
            ("a\nb", "head", 0, "a\nb"), ("a\nb", "head", -1, ""), ("a\nb\nc", "head", 1.5, "a\nb"),
            ("a\nb\nc\n", "tail", 1, ""), ("a\nb\nc\n", "tail", 2, "c\n"), ("a\nb\nc", "tail", 2, "b\nc"),
            ("a\r\nb\r\nc", "tail", 2, "b\nc"), ("a\nb", "tail", 9, "a\nb"), ("", "tail", 3, ""), ("", "head", 3, ""),
            ("a\nb", "tail", 1e300, "a\nb"), ("\n\n", "head", 1, ""),
        ] as [(String, String, Double, String)])
    func lines(content: String, option: String, count: Double, expected: String) async throws {
        try await Volume.with { volume in
            try volume.put(content, at: "x")
            let arguments: JSON = ["path": "/data/x", "\(option)": .double(count)]
            #expect(try await volume.say("read_text_file", arguments) == .fine(expected))
        }
    }

    @Test("head and tail reach into files far larger than what they return")
    func large() async throws {
        try await Volume.with { volume in
            let lines = (0..<200_000).map { "line \($0)" }
            try volume.put(lines.joined(separator: "\n"), at: "x")
            let head = try await volume.say("read_text_file", ["path": "x", "head": 20_000])
            #expect(head == .fine(lines.prefix(20_000).joined(separator: "\n")))
            let tail = try await volume.say("read_text_file", ["path": "x", "tail": 20_000])
            #expect(tail == .fine(lines.suffix(20_000).joined(separator: "\n")))
        }
    }

    @Test("a file of a megabyte comes back whole")
    func megabyte() async throws {
        try await Volume.with { volume in
            let text = String(repeating: "zero one\n", count: 130_000)
            let written = try await volume.say("write_file", ["path": "x", "content": .string(text)])
            #expect(written == .fine("Successfully wrote to x"))
            let read = try await volume.say("read_text_file", ["path": "x"])
            #expect(read == .fine(text))
        }
    }

    @Test("what is not UTF-8 is replaced, not refused")
    func binary() async throws {
        try await Volume.with { volume in
            try volume.put([0x61, 0xFF, 0xFE, 0x00, 0x62], at: "x")
            #expect(try await volume.say("read_text_file", ["path": "x"]) == .fine("a\u{FFFD}\u{FFFD}\0b"))
        }
    }

    @Test(
        "what cannot be read says so in Node's words",
        arguments: [
            (["path": "/data/no"], "ENOENT: no such file or directory, open '/data/no'"),
            (["path": "/data/no", "tail": 1], "ENOENT: no such file or directory, stat '/data/no'"),
            (["path": "/data/no/deeper"], "Parent directory does not exist: /data/no"),
            (["path": "/data/d"], "EISDIR: illegal operation on a directory, read"),
            (["path": "/data"], "EISDIR: illegal operation on a directory, read"),
            (["path": "/data/x/y"], "ENOTDIR: not a directory, realpath '/data/x/y'"),
            (["path": "/data/loop"], "ELOOP: too many symbolic links encountered, realpath '/data/loop'"),
            (["path": "/data/dangling"], "ENOENT: no such file or directory, open '/data/dangling'"),
            (
                ["path": "/data/x", "head": 1, "tail": 1],
                "Cannot specify both head and tail parameters simultaneously"
            ),
        ] as [(JSON, String)])
    func errors(arguments: JSON, text: String) async throws {
        try await Volume.with { volume in
            try volume.put("x", at: "x")
            try volume.makeFolder("d")
            try volume.link("loop", to: "loop")
            try volume.link("dangling", to: "nothing")
            #expect(try await volume.say("read_file", arguments) == .error(text))
        }
    }

    @Test("a file over the limit is refused with its size")
    func limit() async throws {
        try await Volume.with { volume in
            try volume.put("123456789", at: "x")
            let mount = FilesystemMount(guestPath: "/data", hostFolder: volume.folder)
            let server = try FilesystemServer(roots: ["/data"], mounts: [mount], readLimit: 8).tools
            let refusal = "File size (9) is greater than 8 bytes"
            #expect(try await Said(server.call("read_file", ["path": "x"])) == .error(refusal))
            #expect(try await Said(server.call("read_file", ["path": "x", "head": 1])) == .error(refusal))
            #expect(try await Said(server.call("read_file", ["path": "x", "tail": 1])) == .error(refusal))
            let several = try await Said(server.call("read_multiple_files", ["paths": ["x"]]))
            #expect(several == .fine("x: Error - \(refusal)"))
        }
    }

    @Test("read_multiple_files goes on after a file it cannot read")
    func several() async throws {
        try await Volume.with { volume in
            try volume.put("one\n", at: "1")
            try volume.put("two", at: "2")
            let said = try await volume.say("read_multiple_files", ["paths": ["/data/1", "/data/no", "2"]])
            #expect(
                said
                    == .fine(
                        "/data/1:\none\n\n\n---\n/data/no: Error - ENOENT: no such file or directory, open '/data/no'"
                            + "\n---\n2:\ntwo\n"))
            let none = try await volume.say("read_multiple_files", ["paths": []])
            #expect(none.isError)
            #expect(none.text.hasSuffix("Too small: expected array to have >=1 items at paths"))
        }
    }

    @Test(
        "read_media_file gives a block of the right kind",
        arguments: [
            ("a.PNG", #"{"type":"image","data":"AAEC/w==","mimeType":"image/png"}"#),
            ("a.mp3", #"{"type":"audio","data":"AAEC/w==","mimeType":"audio/mpeg"}"#),
            (
                "a b#.bin",
                #"{"type":"resource","resource":{"uri":"file:///data/a%20b%23.bin","mimeType":"application/octet-stream","blob":"AAEC/w=="}}"#
            ),
            (
                ".png",
                #"{"type":"resource","resource":{"uri":"file:///data/.png","mimeType":"application/octet-stream","blob":"AAEC/w=="}}"#
            ),
        ])
    func media(name: String, block: String) async throws {
        try await Volume.with { volume in
            try volume.put([0, 1, 2, 255], at: name)
            let result = try await volume.server().tools.call("read_media_file", ["path": .string(name)])
            #expect(result.text == #"{"content":[\#(block)],"structuredContent":{"content":[\#(block)]}}"#)
        }
    }

    @Test("get_file_info tells size, times, kind and permissions")
    func info() async throws {
        try await Volume.with { volume in
            try volume.put("12345", at: "x")
            let said = try await volume.say("get_file_info", ["path": "x"])
            let lines = said.text.split(separator: "\n").map(String.init)
            let keys = ["size", "created", "modified", "accessed", "isDirectory", "isFile", "permissions"]
            #expect(lines.map { $0.split(separator: ":").first.map(String.init) } == keys)
            #expect(lines.first == "size: 5")
            #expect(lines[1].hasSuffix(" GMT+0000 (Coordinated Universal Time)"))
            #expect(lines[4...5] == ["isDirectory: false", "isFile: true"])
            #expect(lines[6].utf8.count == "permissions: 644".utf8.count)
            let folder = try await volume.say("get_file_info", ["path": "/data"])
            #expect(folder.text.contains("isDirectory: true\nisFile: false"))
            let missing = try await volume.say("get_file_info", ["path": "no"])
            #expect(missing == .error("ENOENT: no such file or directory, stat '/data/no'"))
        }
    }
}
