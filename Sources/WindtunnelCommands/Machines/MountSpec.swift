import ArgumentParser
import OrderedJSON

/// A mounted volume as text: `NAME_OR_ID:/PATH`.
struct MountSpec: ExpressibleByArgument, Equatable {
    let volume: String
    let path: String

    init?(argument: String) {
        let parts = argument.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, parts[1].hasPrefix("/") else { return nil }
        volume = String(parts[0])
        path = String(parts[1])
    }

    var document: JSON { ["volume": .string(volume), "path": .string(path)] }
}
