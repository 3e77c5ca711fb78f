import MachineRules
import Testing

@Suite("Internet addresses")
struct InternetAddressTests {
    @Test(
        "have the canonical text of RFC 5952",
        arguments: [
            ("2001:0DB8:0:0:0:0:0:1", "2001:db8::1"), ("2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"),
            ("2001:0:0:1:0:0:0:1", "2001:0:0:1::1"), ("2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"), ("::", "::"),
            ("0:0:0:0:0:0:0:0", "::"), ("::1", "::1"), ("1::", "1::"), ("fdaa:2:45b:0:1:0:0:23", "fdaa:2:45b:0:1::23"),
            ("2A09:8280:1::2D:678B", "2a09:8280:1::2d:678b"), ("::ffff:192.0.2.1", "::ffff:192.0.2.1"),
            ("::FFFF:c000:0201", "::ffff:192.0.2.1"), ("64:ff9b::192.0.2.33", "64:ff9b::c000:221"),
            ("1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"), ("66.241.124.5", "66.241.124.5"), ("0.0.0.0", "0.0.0.0"),
        ]
    )
    func canonical(text: String, expected: String) {
        #expect(Addresses.canonical(text) == expected)
        #expect(Addresses.canonical(expected) == expected)
    }

    @Test(
        "are not read from what is none",
        arguments: [
            "", ":", ":::", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1::2::3", "12345::", "g::", "::1%eth0", "::/0",
            "1.2.3", "1.2.3.4.5", "256.1.1.1", "01.2.3.4", "1.2.3.-4", "+1.2.3.4", "1.2.3.4::", "::1.2.3", "-1::",
            "::+1", "1:2:3:4:5:6:7:8::", "fdaa", "１::", ":1::",
        ]
    )
    func refused(text: String) {
        #expect(InternetAddress(text) == nil)
    }

    @Test("are one however they are spelt")
    func same() {
        #expect(Addresses.sameAddress("2a09:8280:1::1", "2A09:8280:0001:0000:0000:0000:0000:0001"))
        #expect(!Addresses.sameAddress("2a09:8280:1::1", "2a09:8280:1::2"))
        #expect(!Addresses.sameAddress("1.2.3.4", "::ffff:1.2.3.4"))
        #expect(Addresses.sameAddress("no address", "no address"))
        #expect(!Addresses.sameAddress("no address", "::1"))
    }

    @Test("survive their text, any of them")
    func roundTrip() {
        var generator = SeededGenerator(seed: 8)
        for _ in 0..<2000 {
            let (bits, holes) = (generator.next(), generator.next())
            let groups = (0..<8).map { index in
                holes >> index & 1 == 0 ? 0 : UInt16(truncatingIfNeeded: bits >> (index % 4 * 16))
            }
            let address = InternetAddress.v6(groups)
            if InternetAddress(address.text) != address { Issue.record("\(groups) became \(address.text)") }
        }
    }
}

@Suite("Allocated addresses")
struct AddressesTests {
    private let network = PrivateNetwork(high: 0x2, low: 0x45B)

    private func addresses(_ kind: Addresses.Kind, _ pool: Addresses.Pool) -> [String] {
        var generator = SeededGenerator(seed: 9)
        return (0..<300).map { counter in
            Addresses.allocate(
                kind, network: network, counter: counter, pool: pool, isTaken: { _ in false }, using: &generator)
        }
    }

    @Test(
        "look like the service's",
        arguments: [
            (Addresses.Kind.v4, #"(37\.16|137\.66|168\.220|213\.188)\.\d+\.\d+"#),
            (.sharedV4, #"66\.241\.12[45]\.\d+"#),
            (.v6, #"2a09:8280:1::[0-9a-f]{1,2}:[0-9a-f]{1,4}"#),
            (.privateV6, #"fdaa:2:45b:0:1::[0-9a-f]+"#),
            (.egressV4, #"(37\.16|137\.66|168\.220|213\.188)\.\d+\.\d+"#),
            (.egressV6, #"2a09:8280:e::[0-9a-f]{1,2}:[0-9a-f]{1,4}"#),
        ]
    )
    func realistic(kind: Addresses.Kind, pattern: String) throws {
        let expression = try Regex(pattern)
        for address in addresses(kind, .realistic) {
            #expect(try expression.wholeMatch(in: address) != nil, "\(address)")
            #expect(Addresses.canonical(address) == address)
        }
    }

    @Test(
        "lead nowhere when asked to",
        arguments: [
            (Addresses.Kind.v4, #"198\.1[89]\.\d+\.\d+"#), (.sharedV4, #"192\.0\.2\.\d+"#),
            (.v6, #"2001:db8:1::[0-9a-f]+:[0-9a-f]+"#), (.privateV6, #"fdaa:2:45b:0:1::[0-9a-f]+"#),
        ]
    )
    func documentation(kind: Addresses.Kind, pattern: String) throws {
        let expression = try Regex(pattern)
        for address in addresses(kind, .documentation) {
            #expect(try expression.wholeMatch(in: address) != nil, "\(address)")
        }
    }

    @Test("show a region only where their kind has one", arguments: [nil, "", "global"])
    func noRegion(requested: String?) {
        for kind in Addresses.Kind.allCases {
            #expect(kind.region(requested: requested) == (kind == .sharedV4 ? nil : "global"))
        }
    }

    @Test("show the region asked for where their kind has regions")
    func region() {
        let regions = Addresses.Kind.allCases.map { $0.region(requested: "ams") }
        #expect(regions == ["ams", "global", "global", nil, "ams", "ams"])
    }

    @Test("of one network count up")
    func counter() {
        #expect(addresses(.privateV6, .realistic).prefix(2) == ["fdaa:2:45b:0:1::2", "fdaa:2:45b:0:1::3"])
        #expect(Set(addresses(.privateV6, .realistic)).count == 300)
    }

    @Test("avoid those that are taken")
    func taken() {
        var generator = SeededGenerator(seed: 10)
        let flycast = Addresses.allocate(
            .privateV6, network: network, counter: 0, isTaken: { $0 < "fdaa:2:45b:0:1::5" }, using: &generator)
        #expect(flycast == "fdaa:2:45b:0:1::5")
        let public4 = Addresses.allocate(
            .v4, network: network, counter: 0, isTaken: { !$0.hasPrefix("37.") }, using: &generator)
        #expect(public4.hasPrefix("37.16."))
    }

    @Test("of machines are in their network and no Flycast")
    func machines() throws {
        var generator = SeededGenerator(seed: 11)
        for _ in 0..<200 {
            let network = PrivateNetwork(using: &generator)
            let address = Addresses.privateIP(in: network, using: &generator)
            #expect(address.hasPrefix(network.prefix + ":a7b:") && address.hasSuffix(":2"))
            #expect(address.split(separator: ":").count == 8)
            #expect(Addresses.canonical(address) == address)
            #expect(PrivateNetwork(address) == network)
            #expect(Addresses.isPrivate(address) && !Addresses.isFlycast(address))
        }
    }

    @Test("tell Flycast from the rest")
    func flycast() {
        #expect(Addresses.isFlycast("fdaa:2:45b:0:1::23"))
        #expect(!Addresses.isFlycast("fdab::1"))
        #expect(!Addresses.isFlycast("66.241.124.1"))
        #expect(!Addresses.isFlycast("fdaa"))
        #expect(!Addresses.isPrivate("2a09:8280:1::1"))
    }

    @Test("name their network", arguments: ["fdaa:2:51c9", "fdaa:2:51c9::/48", "fdaa:2:51c9:a7b:3d4:9e1f:6b02:2"])
    func networks(text: String) {
        #expect(PrivateNetwork(text) == PrivateNetwork(high: 2, low: 0x51C9))
        #expect(PrivateNetwork(text)?.prefix == "fdaa:2:51c9")
        #expect(PrivateNetwork(text)?.cidr == "fdaa:2:51c9::/48")
    }

    @Test("that are not private name none", arguments: ["", "fdab:2:3", "fdaa", "1.2.3.4", "2a09:8280:1::1"])
    func noNetwork(text: String) {
        #expect(PrivateNetwork(text) == nil)
    }
}
