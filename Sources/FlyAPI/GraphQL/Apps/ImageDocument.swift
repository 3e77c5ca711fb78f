import GraphQL
import MachineRules
import OrderedJSON

/// An image, of which only the reference is known; the digest is the one that machines show for it. Null, which clients
/// take for "not found", for a text that is no reference. How old it is nobody knows: it counts as made when it was first
/// named (chosen).
enum ImageDocument {
    static func image(_ text: String, knownSince time: Timestamp) -> ResolvedValue {
        guard let reference = ImageReference(text) else { return .null }
        return [
            "id": .text(reference.digest), "ref": .text(reference.fullText), "absoluteRef": .text(reference.fullText),
            "label": .text(text), "registry": .text(reference.registry), "repository": .text(reference.repository),
            "tag": .text(reference.tag), "digest": .text(reference.digest), "compressedSize": 0,
            "compressedSizeFull": 0, "manifest": .json([:]),
            "createdAt": .text(time.rfc3339), "config": .json([:]), "configDigest": .json([:]),
        ]
    }
}
