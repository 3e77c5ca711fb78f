/// Whether the host of a machine can be reached (reference/machines-rest.md, section 3.1).
package enum HostStatus: String, Sendable, Hashable, CaseIterable {
    case ok
    case unknown
    case unreachable
}
