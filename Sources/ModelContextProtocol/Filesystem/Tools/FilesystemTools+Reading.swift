import OrderedJSON

extension FilesystemTools {
    var readFile: Tool {
        tool(
            "read_file", "Read File (Deprecated)", "Returns a file as text. Deprecated: prefer read_text_file.",
            Self.textFileProperties
        ) { try text(of: $0) }
    }

    var readTextFile: Tool {
        tool(
            "read_text_file", "Read Text File",
            """
            Returns the content of one file, decoded as UTF-8 whatever its name says. With `head` or `tail` only that \
            many lines from the beginning or the end. The file must lie in an allowed directory.
            """, Self.textFileProperties
        ) { try text(of: $0) }
    }

    var readMultipleFiles: Tool {
        let paths = ToolSchema.Property(
            "paths", .array(.string, minimum: 1), description: "The files to read, each in an allowed directory")
        return tool(
            "read_multiple_files", "Read Multiple Files",
            """
            Returns several files in one go, each under its path. A file that cannot be read is reported in its place \
            and does not keep the others from being read.
            """, [paths]
        ) { arguments in
            var remaining = readLimit
            let parts = arguments.texts("paths").map { path in
                do {
                    let bytes = try scope.entry(path, call: "open").read(limit: remaining)
                    remaining -= bytes.count
                    return "\(path):\n\(String(decoding: bytes, as: UTF8.self))\n"
                } catch {
                    return "\(path): Error - \(error)"
                }
            }
            return parts.joined(separator: "\n---\n")
        }
    }

    var readMediaFile: Tool {
        Tool(
            name: "read_media_file", title: "Read Media File",
            description: """
                Returns a file in base64 together with its media type: pictures and sound as such, everything else as \
                an embedded resource. The file must lie in an allowed directory.
                """,
            input: ToolSchema([Self.path]), output: Self.mediaOutput, annotations: Self.readOnly
        ) { arguments in
            let entry = try scope.entry(arguments.text("path"), call: "open")
            let data = JSON.string(Base64.encode(try entry.read(limit: readLimit)))
            let mediaType = MediaType.named(entry.path.name)
            let family = mediaType.prefix { $0 != "/" }
            let block: JSON =
                if family == "image" || family == "audio" {
                    ["type": .string(String(family)), "data": data, "mimeType": .string(mediaType)]
                } else {
                    [
                        "type": "resource",
                        "resource": [
                            "uri": .string(entry.path.fileURL), "mimeType": .string(mediaType), "blob": data,
                        ],
                    ]
                }
            return ToolResult(content: [block], structured: ["content": [block]])
        }
    }

    private static let textFileProperties = [
        path,
        ToolSchema.Property("tail", .number, .optional, description: "Return only this many lines from the end"),
        ToolSchema.Property("head", .number, .optional, description: "Return only this many lines from the beginning"),
    ]

    private func text(of arguments: ToolArguments) throws(FilesystemFailure) -> String {
        let target = try scope.target(arguments.text("path"))
        let head = Self.lineCount(arguments.number("head"))
        let tail = Self.lineCount(arguments.number("tail"))
        guard head == nil || tail == nil else { throw .headAndTail }
        guard case .existing(let entry) = target else {
            throw .system(.notFound, call: tail == nil ? "open" : "stat", path: target.path)
        }
        let bytes =
            if let tail {
                try entry.tail(tail, limit: readLimit)
            } else if let head {
                try entry.head(head, limit: readLimit)
            } else {
                try entry.read(limit: readLimit)
            }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Zero counts as not given; a fraction asks for the line it begins; below zero there is nothing to return.
    private static func lineCount(_ number: Double?) -> Int? {
        guard let number, number != 0 else { return nil }
        return Int(min(max(number.rounded(.up), 0), 1e15))
    }

    private static let mediaOutput: JSON = [
        "$schema": "http://json-schema.org/draft-07/schema#",
        "type": "object",
        "properties": [
            "content": [
                "type": "array",
                "items": [
                    "anyOf": [
                        closedObject([
                            ("type", ["type": "string", "enum": ["image", "audio"]]), ("data", ["type": "string"]),
                            ("mimeType", ["type": "string"]),
                        ]),
                        closedObject([
                            ("type", ["type": "string", "const": "resource"]),
                            (
                                "resource",
                                closedObject(
                                    [
                                        ("uri", ["type": "string"]), ("mimeType", ["type": "string"]),
                                        ("blob", ["type": "string"]),
                                    ], required: ["uri", "blob"])
                            ),
                        ]),
                    ]
                ],
            ]
        ],
        "required": ["content"],
        "additionalProperties": false,
    ]

    private static func closedObject(_ properties: [(String, JSON)], required: [String]? = nil) -> JSON {
        [
            "type": "object",
            "properties": .object(JSONObject(properties)),
            "required": .array((required ?? properties.map(\.0)).map(JSON.string)),
            "additionalProperties": false,
        ]
    }
}

extension GuestPath {
    /// As Node's `pathToFileURL` writes it.
    fileprivate var fileURL: String {
        let plain = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.!~*'();/:@&=+$,[]|".utf8)
        let digits = Array("0123456789ABCDEF")
        return text.utf8.reduce(into: "file://") { url, byte in
            if plain.contains(byte) {
                url.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                url += "%\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
            }
        }
    }
}
