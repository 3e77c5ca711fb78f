extension Identifiers {
    /// A machine's name where the caller gives none: `<adjective>-<noun>-<1 to 4 digits>`, `quiet-meadow-412` (shape
    /// recorded, words our own).
    package static func machineName(using generator: inout some RandomNumberGenerator) -> String {
        name(of: weathers, and: landscapes, using: &generator)
    }

    /// An app's name where the caller gives none; the same shape from other words (chosen).
    package static func appGeneratedName(using generator: inout some RandomNumberGenerator) -> AppName {
        AppName(rawValue: name(of: manners, and: crafts, using: &generator))
    }

    private static func name(
        of adjectives: [String], and nouns: [String], using generator: inout some RandomNumberGenerator
    ) -> String {
        "\(generator.draw(from: adjectives))-\(generator.draw(from: nouns))-\(generator.draw(below: 9999) + 1)"
    }

    private static let weathers = [
        "airy", "amber", "balmy", "blue", "breezy", "bright", "brisk", "calm", "clear", "cloudy", "cool", "crisp",
        "damp", "dewy", "dim", "dry", "dusky", "dusty", "early", "fair", "foggy", "frosty", "gentle", "glassy",
        "golden", "grey", "gusty", "hazy", "humid", "icy", "late", "light", "mild", "misty", "mossy", "pale",
        "quiet", "rainy", "sandy", "shady", "silver", "snowy", "soft", "still", "stormy", "sunny", "warm", "windy",
    ]

    private static let landscapes = [
        "alder", "arch", "bank", "basin", "bay", "beach", "birch", "bluff", "brook", "canyon", "cape", "cedar",
        "cliff", "cloud", "coast", "cove", "creek", "delta", "dune", "fen", "fern", "field", "fjord", "ford",
        "glade", "glen", "grove", "harbour", "heath", "hill", "island", "lagoon", "lake", "marsh", "meadow", "moor",
        "orchard", "pass", "peak", "pine", "pond", "reed", "reef", "ridge", "shore", "spring", "tarn", "valley",
    ]

    private static let manners = [
        "able", "agile", "apt", "bold", "brave", "busy", "candid", "careful", "clever", "deft", "eager", "earnest",
        "frank", "glad", "handy", "happy", "honest", "humble", "keen", "kind", "lively", "loyal", "merry", "modest",
        "neat", "nimble", "patient", "polite", "prompt", "proud", "ready", "sharp", "smart", "steady", "swift", "wise",
    ]

    private static let crafts = [
        "airship", "anchor", "balloon", "barge", "beacon", "biplane", "canoe", "carrack", "clipper", "compass",
        "cutter", "dinghy", "ferry", "galleon", "glider", "hangar", "hull", "kayak", "ketch", "kite", "lantern",
        "mast", "oar", "paddle", "pennant", "propeller", "raft", "rudder", "sail", "schooner", "sextant", "skiff",
        "sloop", "trawler", "tugboat", "yawl",
    ]
}
