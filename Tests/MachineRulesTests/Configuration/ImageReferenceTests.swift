import MachineRules
import Testing

@Suite("An image reference")
struct ImageReferenceTests {
    private static let digest = "sha256:" + String(repeating: "0a", count: 32)

    @Test(
        "is taken apart",
        arguments: [
            ("nginx", "docker-hub-mirror.fly.io", "library/nginx", "latest"),
            ("nginx:1.27-alpine", "docker-hub-mirror.fly.io", "library/nginx", "1.27-alpine"),
            ("flyio/mcp:latest", "docker-hub-mirror.fly.io", "flyio/mcp", "latest"),
            ("docker.io/nginx", "docker-hub-mirror.fly.io", "library/nginx", "latest"),
            ("docker.io/library/nginx", "docker-hub-mirror.fly.io", "library/nginx", "latest"),
            ("registry-1.docker.io/flyio/mcp", "docker-hub-mirror.fly.io", "flyio/mcp", "latest"),
            ("registry.fly.io/paper-boats:v14", "registry.fly.io", "paper-boats", "v14"),
            ("ghcr.io/a/b/c", "ghcr.io", "a/b/c", "latest"),
            ("localhost/x", "localhost", "x", "latest"),
            ("localhost:5000/x:1", "localhost:5000", "x", "1"),
            ("registry:80/x", "registry:80", "x", "latest"),
            ("a__b/c-d.e_f--g", "docker-hub-mirror.fly.io", "a__b/c-d.e_f--g", "latest"),
        ]
    )
    func parts(text: String, registry: String, repository: String, tag: String) throws {
        let reference = try #require(ImageReference(text))
        #expect(reference.registry == registry)
        #expect(reference.repository == repository)
        #expect(reference.tag == tag)
        #expect(reference.digest.wholeMatch(of: /sha256:[0-9a-f]{64}/) != nil)
        #expect(reference.fullText == "\(registry)/\(repository):\(tag)@\(reference.digest)")
    }

    @Test("keeps a digest it was given, and then needs no tag")
    func digests() throws {
        let bare = try #require(ImageReference("nginx@\(Self.digest)"))
        #expect(bare.tag == nil && bare.digest == Self.digest)
        #expect(bare.fullText == "docker-hub-mirror.fly.io/library/nginx@\(Self.digest)")
        let both = try #require(ImageReference("nginx:1@\(Self.digest)"))
        #expect(both.tag == "1" && both.digest == Self.digest)
    }

    @Test("has one stable digest for all spellings of an image, and another for another tag")
    func stableDigest() throws {
        let names = ["flyio/mcp", "flyio/mcp:latest", "docker.io/flyio/mcp:latest"]
        #expect(
            Set(names.map { ImageReference($0)?.digest }) == [
                "sha256:\(SHA256.hexadecimal(of: "docker-hub-mirror.fly.io/flyio/mcp:latest"))"
            ])
        #expect(ImageReference("flyio/mcp:1")?.digest != ImageReference("flyio/mcp:2")?.digest)
    }

    @Test(
        "is nil for what is none",
        arguments: [
            "", ":", "nginx:", "nginx:a b", "Nginx", "a//b", "/nginx", "nginx/", "ngi nx", "nginx@", "nginx@sha256:12",
            "-a", "a-", "a___b", "a._b", "a-.b", "ex_ample.com/a", ":5000/a", "host:/a", "h:1:2/a", "a[b", "a/b@c",
            "a..b", "_a", "http://x/y", "nginx:-1", "host:port/x", "a@b", "é",
            "nginx@sha256:" + String(repeating: "0A", count: 32),
        ]
    )
    func refused(text: String) {
        #expect(ImageReference(text) == nil)
    }
}

@Suite("SHA-256")
struct SHA256Tests {
    @Test("gives the standard's example")
    func example() {
        let text = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"
        #expect(
            SHA256.hexadecimal(of: text) == "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1")
        #expect(
            SHA256.hexadecimal(of: "abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    }

    @Test(
        "is right on both sides of a block's end",
        arguments: [
            (0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            (1, "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb"),
            (55, "9f4390f8d30c2dd92ec9f095b65e2b9ae9b0a925a5258e241c9f1e910f734318"),
            (56, "b35439a4ac6f0948b6d6f9e3c6af0f5f590ce20f1bde7090ef7970686ec6738a"),
            (63, "7d3e74a05d7db15bce4ad9ec0658ea98e3f06eeecf16b4c6fff2da457ddc2f34"),
            (64, "ffe054fe7ae0cb6dc65c3af9b61d5209f439851db43d0ba5997337df154668eb"),
            (65, "635361c48bb9eab14198e76ea8ab7f1a41685d6ad62aa9146d301d4f17eb0ae0"),
            (119, "31eba51c313a5c08226adf18d4a359cfdfd8d2e816b13f4af952f7ea6584dcfb"),
            (120, "2f3d335432c70b580af0e8e1b3674a7c020d683aa5f73aaaedfdc55af904c21c"),
            (1000, "41edece42d63e8d9bf515a9ba6932e1c20cbc9f5a5d134645adb5db1b9737ea3"),
        ])
    func lengths(count: Int, hash: String) {
        #expect(SHA256.hexadecimal(of: String(repeating: "a", count: count)) == hash)
    }
}
