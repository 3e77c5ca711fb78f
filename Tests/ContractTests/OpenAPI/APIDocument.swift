import FoundationEssentials
import OrderedJSON
import Testing
import Yams

/// The service's own OpenAPI document, in so far as tests ask for it.
struct APIDocument: Sendable {
    /// The whole document, as the service published it or amended by ``KnownDifferences``.
    let root: JSON

    /// The copy in `shared/reference` beside the checkout or above it; nil where there is none.
    static let published: APIDocument? = {
        guard let text = file("shared/reference/machines-openapi.yaml"), let node = try? Yams.compose(yaml: text)
        else { return nil }
        return APIDocument(root: JSON(node))
    }()

    /// The same with the known differences worked in.
    static let amended: APIDocument? = {
        guard let published, let differences = try? KnownDifferences.load() else { return nil }
        return APIDocument(root: differences.applied(to: published.root))
    }()

    /// Why the tests of the document are skipped where they are.
    static let absence: Comment = "shared/reference/machines-openapi.yaml is not there"

    /// The text of a file in this repository, or in a folder that holds it; nil where there is none.
    static func file(_ path: String) -> String? {
        var folder = URL(filePath: #filePath)
        for _ in 0..<6 {
            folder = folder.deletingLastPathComponent()
            // A folder without the file is passed over.
            if let data = try? Data(contentsOf: folder.appending(path: path)) {
                return String(decoding: data, as: UTF8.self)
            }
        }
        return nil
    }

    /// All operations, in the document's order.
    var operations: [Operation] {
        guard let paths = root["paths"]?.objectValue else { return [] }
        return paths.members.flatMap { path in
            (path.value.objectValue?.members ?? []).map { entry in
                Operation(method: entry.key.uppercased(), path: path.key, definition: entry.value)
            }
        }
    }

    /// What a `$ref` leads to; any other schema is itself.
    func resolve(_ schema: JSON) -> JSON {
        guard let reference = schema["$ref"]?.stringValue, reference.hasPrefix("#/") else { return schema }
        var place = root
        for token in reference.dropFirst(2).split(separator: "/") { place = place[String(token)] ?? .null }
        return resolve(place)
    }

    /// One method of one path.
    struct Operation: Sendable, CustomTestStringConvertible {
        let method: String
        /// As the document writes it, without `/v1`.
        let path: String
        let definition: JSON

        /// Such as `GET /apps/{app_name}`.
        var name: String { "\(method) \(path)" }
        var testDescription: String { name }

        /// The status of success.
        var success: Int? {
            definition["responses"]?.objectValue?.keys.lazy.compactMap(Int.init).first { (200..<300).contains($0) }
        }

        /// What a body of that type with that status must be; nil where the document says nothing.
        func schema(status: Int, type: String) -> JSON? {
            definition["responses"]?[String(status)]?["content"]?[type]?["schema"]
        }
    }
}

extension JSON {
    /// A YAML node with the types of YAML's core schema. Anchors do not occur in what is read here.
    init(_ node: Node) {
        switch node {
        case .mapping(let mapping):
            self = .object(JSONObject(mapping.map { ($0.key.string ?? "", JSON($0.value)) }))
        case .sequence(let sequence):
            self = .array(sequence.map { JSON($0) })
        case .scalar(let scalar):
            guard scalar.style == .plain else { self = .string(scalar.string); return }
            if let value = node.int {
                self = .int(value)
            } else if let value = node.bool {
                self = .bool(value)
            } else {
                self = ["null", "~", ""].contains(scalar.string) ? .null : .string(scalar.string)
            }
        case .alias:
            self = .null
        }
    }
}
