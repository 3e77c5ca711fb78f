/// The private network of an app: the 32 bits after `fdaa` that all its machines' addresses share.
package struct PrivateNetwork: Sendable, Hashable {
    /// The second group of every address in it.
    package let high: UInt16
    /// The third group.
    package let low: UInt16

    /// The network of two given groups.
    package init(high: UInt16, low: UInt16) {
        self.high = high
        self.low = low
    }

    /// A new one, with a small first group as the service's have: `fdaa:2:51c9`.
    package init(using generator: inout some RandomNumberGenerator) {
        high = UInt16(generator.draw(below: 0x80))
        low = UInt16(1 + generator.draw(below: 0xFFFF))
    }

    /// Reads `prefix`, `cidr` or any address in the network; nil when the text does not begin with `fdaa`.
    package init?(_ text: String) {
        let address = text.prefix { $0 != "/" }
        let isPrefix = !address.contains("::") && address.split(separator: ":").count == 3
        guard case .v6(let groups)? = InternetAddress(isPrefix ? address + "::" : String(address)), groups[0] == 0xFDAA
        else { return nil }
        self.init(high: groups[1], low: groups[2])
    }

    /// The shared beginning, `fdaa:2:51c9`.
    package var prefix: String { "fdaa:\(String(high, radix: 16)):\(String(low, radix: 16))" }

    /// As an app's `network_cidr` shows it, `fdaa:2:51c9::/48` (form chosen).
    package var cidr: String { InternetAddress.v6([0xFDAA, high, low, 0, 0, 0, 0, 0]).text + "/48" }
}
