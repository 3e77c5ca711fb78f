import NIOSSL
import Synchronization

/// The leaves made for server names that the listener's own leaf does not cover.
final class LeavesByName: Sendable {
    private let authority: LocalAuthority
    private let covered: Set<String>
    private let leaves = Mutex<[String: LocalAuthority.Leaf]>([:])

    /// How many are kept. A client that asks for ever new names makes them anew, but takes no more memory.
    private static let capacity = 1000

    init(authority: LocalAuthority, covered: [String]) {
        self.authority = authority
        self.covered = Set(covered.map { $0.lowercased() })
    }

    /// What a handshake for `name` uses in place of the listener's leaf: nothing when that one covers the name, or
    /// when it is a name no certificate can carry.
    func override(for name: String?) -> NIOSSLContextConfigurationOverride {
        guard let name = name?.lowercased(), !covers(name), let leaf = leaf(for: name) else { return .noChanges }
        return leaf.override
    }

    private func covers(_ name: String) -> Bool {
        if covered.contains(name) { return true }
        guard let dot = name.firstIndex(of: ".") else { return false }
        let parent = name[dot...]
        // A wildcard with a single label after it is one that strict clients do not take.
        return covered.contains("*" + parent) && parent.dropFirst().contains(".")
    }

    private func leaf(for name: String) -> LocalAuthority.Leaf? {
        leaves.withLock { leaves in
            if let leaf = leaves[name] { return leaf }
            guard let leaf = try? authority.leaf(names: [name]) else { return nil }  // not a host name
            if leaves.count >= Self.capacity { leaves.removeAll() }
            leaves[name] = leaf
            return leaf
        }
    }
}

extension LocalAuthority.Leaf {
    /// What a handshake uses in place of the listener's leaf.
    var override: NIOSSLContextConfigurationOverride {
        var override = NIOSSLContextConfigurationOverride()
        override.certificateChain = chain.map { .certificate($0) }
        override.privateKey = .privateKey(key)
        return override
    }
}
