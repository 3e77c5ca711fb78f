import MachineRules
import Testing

@testable import FlyAPI

@Suite struct Macaroons {
    private let macaroon = Macaroon(
        keyID: Array("wt_default".utf8), nonce: Array(0..<16), isProof: false,
        location: Macaroon.permissionLocation,
        caveats: [.organization(200, .read), .apps([70_000: .all]), .validity(from: 1, until: 5_000_000_000)],
        tail: Array(repeating: 0xAB, count: 32))

    /// Written out by hand from the client library's encoding.
    @Test func `a macaroon is four values in MessagePack`() {
        var bytes: [UInt8] = [0x94, 0x93, 0xC4, 10] + Array("wt_default".utf8)
        bytes += [0xC4, 16] + Array(0..<16) + [0xC2]
        bytes += [0xA0 | 21] + Array("https://api.fly.io/v1".utf8)
        bytes += [0x96]
        bytes += [0, 0x92, 0xCC, 200, 1]
        bytes += [3, 0x91, 0x81, 0xCE, 0, 1, 0x11, 0x70, 31]
        bytes += [4, 0x92, 1, 0xD3, 0, 0, 0, 1, 0x2A, 0x05, 0xF2, 0x00]
        bytes += [0xC4, 32] + Array(repeating: 0xAB, count: 32)
        #expect(macaroon.bytes == bytes)
        #expect(Macaroon.bytes(of: Substring(macaroon.text)) == bytes)
    }

    @Test func `its text begins as the service's tokens do`() {
        #expect(macaroon.text.hasPrefix("fm2_lJPE"))
    }

    @Test func `a token leads to the world that minted it, and a stranger's to none`() {
        #expect(DeployToken.world(of: Substring(macaroon.text)) == "default")
        let longest = String(repeating: "w", count: 63)
        for name in ["a", "b-2", longest] {
            let text = Macaroon(
                keyID: Array("wt_\(name)".utf8), nonce: Array(0..<16), isProof: false, location: "x", caveats: [],
                tail: [])
            #expect(DeployToken.world(of: Substring(text.text)) == name)
        }
        for keyID in ["", "wt_", "wt_-", "wt_a b", "0123456789abcdef"] {
            let text = Macaroon(
                keyID: Array(keyID.utf8), nonce: Array(0..<16), isProof: false, location: "x", caveats: [], tail: [])
            #expect(DeployToken.world(of: Substring(text.text)) == nil)
        }
        for text in ["", "fm2_", "fm2_lJPE", "fm2_lJPECg", "fm2_lJPE!!!!!!!!", "fm2_lJPE/w==", "fo1_x", "wt_default"] {
            #expect(DeployToken.world(of: Substring(text)) == nil)
        }
    }

    @Test(
        arguments: [
            ("rwcdC", Actions.all), ("*", .all), ("r", .read), ("Cr", [.read, .control]), ("", []), ("xyz", []),
        ] as [(String, Actions)])
    func `actions are letters`(text: String, actions: Actions) {
        #expect(Actions(text: text) == actions)
    }

    @Test func `actions are written in the order of their bits`() {
        #expect(Actions(text: "Cdcwr").text == "rwcdC")
        #expect(Actions([]).text == "")
    }
}
