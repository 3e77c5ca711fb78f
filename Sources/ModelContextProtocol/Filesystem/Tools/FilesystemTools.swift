import OrderedJSON

/// The tools of the filesystem server. Names, titles, order, schemas and hints are those of the real one's release of
/// July 2026; the descriptions are our own.
struct FilesystemTools: Sendable {
    let scope: FilesystemScope
    /// Bytes of files that one call may return.
    let readLimit: Int

    /// In the order `tools/list` gives them.
    var all: [Tool] {
        [
            readFile, readTextFile, readMediaFile, readMultipleFiles, writeFile, editFile, createDirectory,
            listDirectory, listDirectoryWithSizes, directoryTree, moveFile, searchFiles, getFileInfo,
            listAllowedDirectories,
        ]
    }

    static let readOnly = ToolAnnotations(isReadOnly: true, isOpenWorld: false)

    static func writing(isIdempotent: Bool, isDestructive: Bool) -> ToolAnnotations {
        ToolAnnotations(
            isReadOnly: false, isIdempotent: isIdempotent, isDestructive: isDestructive, isOpenWorld: false)
    }

    static let path = ToolSchema.Property("path", .string)

    static let excludePatterns = ToolSchema.Property("excludePatterns", .array(.string), .default([]))

    /// A tool whose result is one text.
    func tool(
        _ name: String, _ title: String, _ description: String, _ properties: [ToolSchema.Property],
        _ annotations: ToolAnnotations = readOnly, run: @escaping @Sendable (ToolArguments) throws -> String
    ) -> Tool {
        Tool(
            name: name, title: title, description: description, input: ToolSchema(properties),
            output: Tool.textOutput, annotations: annotations
        ) { arguments in
            .text(try run(arguments))
        }
    }
}
