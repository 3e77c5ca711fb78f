import OrderedJSON

extension FilesystemTools {
    var writeFile: Tool {
        tool(
            "write_file", "Write File",
            """
            Puts text into a file, which is made when missing and replaced as a whole when there. The folder must \
            exist and lie in an allowed directory.
            """, [Self.path, .init("content", .string)], Self.writing(isIdempotent: true, isDestructive: true)
        ) { arguments in
            let path = arguments.text("path")
            try scope.write(Array(arguments.text("content").utf8), to: scope.target(path))
            return "Successfully wrote to \(path)"
        }
    }

    var editFile: Tool {
        let edit: [ToolSchema.Property] = [
            .init("oldText", .string, description: "What to replace; its first occurrence counts"),
            .init("newText", .string, description: "What to put in its place"),
        ]
        return tool(
            "edit_file", "Edit File",
            """
            Replaces passages of a text file one after the other and returns the changes as a unified diff. White \
            space around lines may differ where nothing matches exactly. With `dryRun` the file stays as it is.
            """,
            [
                Self.path, .init("edits", .array(.object(edit))),
                .init("dryRun", .boolean, .default(false), description: "Only show the diff"),
            ], Self.writing(isIdempotent: false, isDestructive: true)
        ) { arguments in
            let entry = try scope.entry(arguments.text("path"), call: "open")
            // Decoded and encoded again, because that is what the real server writes back for a file that is not UTF-8.
            let decoded = String(decoding: try entry.read(limit: readLimit), as: UTF8.self)
            let original = TextLines.normalized(Array(decoded.utf8))
            var modified = original
            for edit in arguments.object["edits"]?.arrayValue ?? [] {
                modified = try TextEdit(
                    oldText: edit["oldText"]?.stringValue ?? "", newText: edit["newText"]?.stringValue ?? ""
                ).apply(to: modified)
            }
            let diff = UnifiedDiff(from: original, to: modified, path: entry.path.text)
            if !arguments.flag("dryRun") { try scope.write(modified, to: .existing(entry)) }
            return diff.fenced
        }
    }

    /// Only the last folder is made: the real server checks that the one above exists before it tries.
    var createDirectory: Tool {
        tool(
            "create_directory", "Create Directory",
            "Makes a directory inside an allowed one, and is content when it exists already.", [Self.path],
            Self.writing(isIdempotent: true, isDestructive: false)
        ) { arguments in
            let path = arguments.text("path")
            try scope.makeFolder(at: scope.target(path))
            return "Successfully created directory \(path)"
        }
    }

    var moveFile: Tool {
        tool(
            "move_file", "Move File",
            "Renames a file or directory, or moves it to another place. Both places must lie in allowed directories.",
            [.init("source", .string), .init("destination", .string)],
            Self.writing(isIdempotent: false, isDestructive: true)
        ) { arguments in
            let source = arguments.text("source")
            let destination = arguments.text("destination")
            try scope.move(scope.target(source), to: scope.target(destination))
            return "Successfully moved \(source) to \(destination)"
        }
    }
}
