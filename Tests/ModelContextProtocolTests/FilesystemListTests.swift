import ModelContextProtocol
import OrderedJSON
import Testing

@Suite("How the filesystem tools are announced")
struct FilesystemListTests {
    static func tools() throws -> [JSON] {
        try FilesystemServer(roots: [], mounts: []).tools.tools.map(\.json)
    }

    @Test("fourteen tools, in the real server's order and under its titles")
    func names() throws {
        let tools = try Self.tools()
        #expect(
            tools.map { "\($0["name"]?.stringValue ?? "") | \($0["title"]?.stringValue ?? "")" } == [
                "read_file | Read File (Deprecated)", "read_text_file | Read Text File",
                "read_media_file | Read Media File", "read_multiple_files | Read Multiple Files",
                "write_file | Write File", "edit_file | Edit File", "create_directory | Create Directory",
                "list_directory | List Directory", "list_directory_with_sizes | List Directory with Sizes",
                "directory_tree | Directory Tree", "move_file | Move File", "search_files | Search Files",
                "get_file_info | Get File Info", "list_allowed_directories | List Allowed Directories",
            ])
        for tool in tools {
            #expect(
                tool.objectValue?.keys == [
                    "name", "title", "description", "inputSchema", "annotations", "execution", "outputSchema",
                ])
            #expect(tool["description"]?.stringValue?.isEmpty == false)
            #expect(tool["execution"] == ["taskSupport": "forbidden"])
            #expect(tool["annotations"]?["openWorldHint"] == false)
            #expect(tool["inputSchema"]?["additionalProperties"] == nil)
            for schema in ["inputSchema", "outputSchema"] {
                #expect(tool[schema]?.objectValue?.keys.first == "$schema")
                #expect(tool[schema]?["$schema"] == "http://json-schema.org/draft-07/schema#")
            }
        }
    }

    @Test(
        "the hints are the real server's",
        arguments: [
            ("read_file", #"{"readOnlyHint":true,"openWorldHint":false}"#),
            (
                "write_file",
                #"{"readOnlyHint":false,"idempotentHint":true,"destructiveHint":true,"openWorldHint":false}"#
            ),
            (
                "edit_file",
                #"{"readOnlyHint":false,"idempotentHint":false,"destructiveHint":true,"openWorldHint":false}"#
            ),
            (
                "create_directory",
                #"{"readOnlyHint":false,"idempotentHint":true,"destructiveHint":false,"openWorldHint":false}"#
            ),
            (
                "move_file",
                #"{"readOnlyHint":false,"idempotentHint":false,"destructiveHint":true,"openWorldHint":false}"#
            ),
            ("list_allowed_directories", #"{"readOnlyHint":true,"openWorldHint":false}"#),
        ])
    func annotations(name: String, hints: String) throws {
        let tool = try #require(try Self.tools().first { $0["name"] == .string(name) })
        #expect(tool["annotations"]?.text == hints)
    }

    @Test(
        "the schemas are the real server's, keyword by keyword",
        arguments: [
            ("list_directory", #"{"path":{"type":"string"}}"#, #"["path"]"#),
            (
                "read_multiple_files", #"{"paths":{"minItems":1,"type":"array","items":{"type":"string"}}}"#,
                #"["paths"]"#
            ),
            (
                "read_text_file", #"{"path":{"type":"string"},"tail":{"type":"number"},"head":{"type":"number"}}"#,
                #"["path"]"#
            ),
            (
                "edit_file",
                #"{"path":{"type":"string"},"edits":{"type":"array","items":{"type":"object","properties":{"oldText":{"type":"string"},"newText":{"type":"string"}},"required":["oldText","newText"]}},"dryRun":{"default":false,"type":"boolean"}}"#,
                #"["path","edits"]"#
            ),
            (
                "list_directory_with_sizes",
                #"{"path":{"type":"string"},"sortBy":{"default":"name","type":"string","enum":["name","size"]}}"#,
                #"["path"]"#
            ),
            (
                "search_files",
                #"{"path":{"type":"string"},"pattern":{"type":"string"},"excludePatterns":{"default":[],"type":"array","items":{"type":"string"}}}"#,
                #"["path","pattern"]"#
            ),
            (
                "move_file", #"{"source":{"type":"string"},"destination":{"type":"string"}}"#,
                #"["source","destination"]"#
            ),
            ("list_allowed_directories", "{}", nil),
        ] as [(String, String, String?)])
    func schemas(name: String, properties: String, required: String?) throws {
        let tool = try #require(try Self.tools().first { $0["name"] == .string(name) })
        let schema = try #require(tool["inputSchema"])
        #expect(schema["type"] == "object")
        #expect(schema["properties"].map(Self.withoutDescriptions)?.text == properties)
        #expect(schema["required"]?.text == required)
    }

    @Test("results are described as one string, media as blocks")
    func outputs() throws {
        let tools = try Self.tools()
        let text =
            #"{"$schema":"http://json-schema.org/draft-07/schema#","type":"object","properties":{"content":{"type":"string"}},"required":["content"],"additionalProperties":false}"#
        for tool in tools where tool["name"] != "read_media_file" { #expect(tool["outputSchema"]?.text == text) }
        let media = try #require(tools[2]["outputSchema"]?["properties"]?["content"])
        #expect(media["type"] == "array")
        #expect(media["items"]?["anyOf"]?[0]?["properties"]?["type"]?["enum"] == ["image", "audio"])
        #expect(media["items"]?["anyOf"]?[1]?["properties"]?["resource"]?["required"] == ["uri", "blob"])
    }

    private static func withoutDescriptions(_ json: JSON) -> JSON {
        switch json {
        case .array(let elements): .array(elements.map(withoutDescriptions))
        case .object(let object):
            .object(
                JSONObject(
                    object.members.filter { $0.key != "description" || $0.value.stringValue == nil }
                        .map { ($0.key, withoutDescriptions($0.value)) }))
        default: json
        }
    }
}
