import FoundationEssentials
import GraphQL
import OrderedJSON
import Testing

@testable import FlyAPI

/// The written schema against the official one, where a copy of that is at hand (`windtunnel` does not ship it).
@Suite struct ServedSchema {
    private static let officialText: String? = {
        var folder = #filePath.split(separator: "/").dropLast()
        while !folder.isEmpty {
            let path = "/" + folder.joined(separator: "/") + "/shared/reference/fly-schema.graphql"
            if let data = FileManager.default.contents(atPath: path) { return String(decoding: data, as: UTF8.self) }
            folder.removeLast()
        }
        return nil
    }()

    @Test func `schema and resolvers fit together`() throws {
        _ = try FlyGraphQL()
    }

    @Test func `every field is resolved, or is a member of what its parent gives`() throws {
        let api = try FlyGraphQL()
        let resolved = Set(api.executable.resolvers.names)
        // Of these types every value is a Swift value, so a field without a resolver would never be answered.
        for type in ["Queries", "Mutations", "App", "Organization", "Machine", "Volume", "IPAddress"] {
            guard case .object(let object) = api.executable.schema[type] else {
                Issue.record("\(type) is no object type")
                continue
            }
            for field in object.fields { #expect(resolved.contains("\(type).\(field.name)"), "\(type).\(field.name)") }
        }
    }

    @Test(.enabled(if: officialText != nil, "the official schema file is not here"))
    func `nothing differs from the official schema`() throws {
        let official = try Schema(sdl: try #require(Self.officialText))
        let served = try FlyGraphQL().executable.schema
        #expect(served.queryType == official.queryType)
        #expect(served.mutationType == official.mutationType)
        for name in served.typeNames where !name.hasPrefix("__") {
            guard let ours = served[name], let theirs = official[name] else {
                Issue.record("\(name) is no type of the official schema")
                continue
            }
            #expect(ours.kind == theirs.kind, "\(name)")
            compare(ours, theirs)
        }
    }

    @Test(.enabled(if: officialText != nil, "the official schema file is not here"))
    func `every other field of a served type is known as not served`() throws {
        let official = try Schema(sdl: try #require(Self.officialText))
        let served = try FlyGraphQL().executable.schema
        for name in served.typeNames {
            guard case .object(let ours) = served[name], case .object(let theirs) = official[name],
                !name.hasPrefix("__")
            else { continue }
            let missing = Set(theirs.fields.names).subtracting(ours.fields.names)
            #expect(FlySchema.unserved[name] ?? [] == missing, "\(name)")
        }
    }

    private func compare(_ ours: NamedType, _ theirs: NamedType) {
        switch (ours, theirs) {
        case (.object(let one), .object(let other)):
            #expect(one.interfaces == other.interfaces, "\(one.name)")
            compare(one.fields, other.fields, of: one.name)
        case (.interface(let one), .interface(let other)): compare(one.fields, other.fields, of: one.name)
        case (.enumeration(let one), .enumeration(let other)):
            #expect(Set(one.values.names) == Set(other.values.names), "\(one.name)")
        case (.input(let one), .input(let other)): compare(one.fields, other.fields, of: one.name)
        case (.scalar(let one), .scalar(let other)): #expect(one.specifiedBy == other.specifiedBy, "\(one.name)")
        default: Issue.record("\(ours.name) is a \(ours.kind), officially a \(theirs.kind)")
        }
    }

    private func compare(
        _ ours: DefinitionTable<FieldDefinition>, _ theirs: DefinitionTable<FieldDefinition>, of type: String
    ) {
        for field in ours {
            let name = "\(type).\(field.name)"
            guard let official = theirs[field.name] else {
                Issue.record("\(name) is no field of the official schema")
                continue
            }
            #expect(field.type == official.type, "\(name)")
            #expect((field.deprecationReason == nil) == (official.deprecationReason == nil), "\(name)")
            compare(field.arguments, official.arguments, of: name)
        }
    }

    private func compare(
        _ ours: DefinitionTable<InputValueDefinition>, _ theirs: DefinitionTable<InputValueDefinition>, of owner: String
    ) {
        #expect(Set(ours.names) == Set(theirs.names), "\(owner)")
        for value in ours {
            guard let official = theirs[value.name] else { continue }
            #expect(value.type == official.type, "\(owner).\(value.name)")
            #expect(value.defaultValue == official.defaultValue, "\(owner).\(value.name)")
            #expect((value.deprecationReason == nil) == (official.deprecationReason == nil), "\(owner).\(value.name)")
        }
    }
}
