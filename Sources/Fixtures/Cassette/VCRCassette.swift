import Yams

/// Cassettes of VCR: Ruby's layout (`http_interactions`, bodies with their encoding) and that of VCR.py
/// (`interactions`, `version`).
///
/// Both keep less of an exchange than HAR does. What they have no place for stands under `_windtunnel` of its
/// interaction, which both tools pass over: the exact time, the phases, versions of HTTP, the pieces of a stream. What
/// cannot even stand there is named as a loss.
enum VCRCassette {
    enum Dialect {
        case ruby
        case python
    }

    /// Reads a cassette of either dialect.
    static func recording(_ bytes: [UInt8]) throws(CassetteError) -> Recording {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw CassetteError(entry: nil, text: "is no UTF-8")
        }
        let root: Node?
        do {
            root = try Yams.compose(yaml: text)
        } catch {
            throw CassetteError(
                entry: nil, text: "is no YAML: \(String(describing: error).split(separator: "\n").first ?? "")")
        }
        guard let root, let list = root["http_interactions"]?.sequence ?? root["interactions"]?.sequence else {
            throw CassetteError(
                entry: nil, text: "is neither HAR nor a cassette: it has no log, http_interactions or interactions")
        }
        var interactions: [Interaction] = []
        for (index, node) in list.enumerated() {
            do {
                interactions.append(try CassetteReader(node: node).interaction())
            } catch {
                throw CassetteError(entry: index + 1, text: error.text)
            }
        }
        return Recording(interactions)
    }

    static func export(_ recording: Recording, _ dialect: Dialect) -> ExportedRecording {
        var losses: [String] = []
        var nodes: [Node] = []
        for (index, interaction) in recording.interactions.enumerated() {
            let writer = CassetteWriter(interaction: interaction, dialect: dialect)
            nodes.append(writer.node)
            losses += writer.losses.map { "entry \(index + 1): \($0)" }
        }
        let list = CassetteWriter.list(nodes)
        let root: Node =
            switch dialect {
            case .ruby:
                CassetteWriter.mapping([
                    ("http_interactions", list), ("recorded_with", CassetteWriter.text("VCR 6.3.1")),
                ])
            case .python: CassetteWriter.mapping([("interactions", list), ("version", CassetteWriter.plain("1"))])
            }
        let start = dialect == .ruby ? "---\n" : ""
        return ExportedRecording(text: start + CassetteYAML.text(root), losses: losses)
    }
}
