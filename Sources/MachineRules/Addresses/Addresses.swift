/// Hands out addresses in the shapes of the service.
package enum Addresses {
    /// The types a caller asks for; the raw values are the wire's.
    package enum Kind: String, Sendable, Hashable, CaseIterable {
        /// Dedicated IPv4.
        case v4
        /// Dedicated IPv6.
        case v6
        /// Flycast: a private address in front of the app.
        case privateV6 = "private_v6"
        /// The IPv4 many apps share; one per app, asking again gives the same.
        case sharedV4 = "shared_v4"
        case egressV4 = "egress_v4"
        case egressV6 = "egress_v6"

        /// What an address of this kind shows as its region: the one asked for where the kind has regions (a regional
        /// `v4`; egress addresses, chosen), else `global`; nil for the shared one, which has none (recorded). An absent
        /// region, `""` and `global` are the same.
        package func region(requested: String?) -> String? {
            let given = requested.flatMap { $0.isEmpty ? nil : $0 } ?? "global"
            return switch self {
            case .v4, .egressV4, .egressV6: given
            case .v6, .privateV6: "global"
            case .sharedV4: nil
            }
        }
    }

    /// Which public addresses are handed out.
    package enum Pool: String, Sendable, Hashable, CaseIterable {
        /// Ranges that look like the service's own (documented examples). They belong to strangers.
        case realistic
        /// Ranges nobody can be reached at: 192.0.2.0/24 shared, 198.18.0.0/15 dedicated, 2001:db8::/32.
        case documentation
    }

    /// A fresh address in canonical text; private ones are the same in both pools because clients test their prefix.
    /// - Parameters:
    ///   - network: the network a `privateV6` address is in.
    ///   - counter: how many `privateV6` addresses the network has had; the first one ends in `::2` (chosen).
    ///   - isTaken: asked before an address is given out, so that two apps never share one. Of a pool that is used up
    ///     (`documentation` has 131,070 dedicated IPv4) an address is given twice rather than none.
    package static func allocate(
        _ kind: Kind, network: PrivateNetwork, counter: Int, pool: Pool = .realistic,
        isTaken: (String) throws -> Bool, using generator: inout some RandomNumberGenerator
    ) rethrows -> String {
        var candidate = ""
        for attempt in 0..<1000 {
            candidate = address(kind, network: network, counter: counter + attempt, pool: pool, using: &generator).text
            if kind == .sharedV4 { break }
            if try !isTaken(candidate) { break }
        }
        return candidate
    }

    /// A machine's address in its network: `fdaa:2:51c9:a7b:3d4:9e1f:6b02:2` (shape recorded).
    package static func privateIP(
        in network: PrivateNetwork, using generator: inout some RandomNumberGenerator
    ) -> String {
        let host = UInt16(1 + generator.draw(below: 0x3FF))
        let machine = [generator.group(), generator.group()]
        return InternetAddress.v6([0xFDAA, network.high, network.low, machineMark, host] + machine + [2]).text
    }

    /// Whether two texts name one address, however they are spelt; texts that are no addresses are compared as texts.
    package static func sameAddress(_ first: String, _ second: String) -> Bool {
        guard let left = InternetAddress(first), let right = InternetAddress(second) else { return first == second }
        return left == right
    }

    /// The canonical text of an address (RFC 5952 for IPv6); nil when it is none.
    package static func canonical(_ text: String) -> String? { InternetAddress(text)?.text }

    /// Whether an address is in front of an app on the private network: begins with `fdaa:` (client code) and is not a
    /// machine's own.
    package static func isFlycast(_ text: String) -> Bool {
        guard case .v6(let groups)? = InternetAddress(text) else { return false }
        return groups[0] == 0xFDAA && groups[3] != machineMark
    }

    /// Whether an address is on a private network at all.
    package static func isPrivate(_ text: String) -> Bool {
        guard case .v6(let groups)? = InternetAddress(text) else { return false }
        return groups[0] == 0xFDAA
    }

    /// The fourth group of every machine's address.
    private static let machineMark: UInt16 = 0xA7B

    private static func address(
        _ kind: Kind, network: PrivateNetwork, counter: Int, pool: Pool,
        using generator: inout some RandomNumberGenerator
    ) -> InternetAddress {
        switch (kind, pool) {
        case (.privateV6, _):
            let low = UInt32(truncatingIfNeeded: counter + 2)
            return .v6([
                0xFDAA, network.high, network.low, 0, 1, 0, UInt16(low >> 16), UInt16(truncatingIfNeeded: low),
            ])
        case (.sharedV4, .realistic):
            return .v4(ipv4(66, 241, 124 + generator.draw(below: 2), 1 + generator.draw(below: 254)))
        case (.sharedV4, .documentation):
            return .v4(ipv4(192, 0, 2, 1 + generator.draw(below: 254)))
        case (.v4, .realistic), (.egressV4, .realistic):
            let (first, second) = generator.draw(from: [(37, 16), (137, 66), (168, 220), (213, 188)])
            return .v4(ipv4(first, second, generator.draw(below: 256), 1 + generator.draw(below: 254)))
        case (.v4, .documentation), (.egressV4, .documentation):
            return .v4(ipv4(198, 18, 0, 0) + UInt32(1 + generator.draw(below: 131_070)))
        case (.v6, _), (.egressV6, _):
            let prefix: [UInt16] = pool == .realistic ? [0x2A09, 0x8280, kind == .v6 ? 1 : 0xE] : [0x2001, 0xDB8, 1]
            return .v6(prefix + [0, 0, 0, UInt16(1 + generator.draw(below: 0x7F)), generator.group()])
        }
    }

    private static func ipv4(_ first: Int, _ second: Int, _ third: Int, _ fourth: Int) -> UInt32 {
        UInt32(first << 24 | second << 16 | third << 8 | fourth)
    }
}

extension RandomNumberGenerator {
    /// A group of an IPv6 address that is not zero, so that no run of zeros shortens the text.
    fileprivate mutating func group() -> UInt16 { UInt16(1 + draw(below: 0xFFFF)) }
}
