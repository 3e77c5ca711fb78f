import OrderedJSON
import Testing

@testable import WindtunnelCommands

@Suite("Arguments as text")
struct ArgumentTests {
    @Test(
        "ports",
        arguments: [
            ("80", 80, 80, "tcp", []), ("443:8080/http:tls", 443, 8080, "tcp", ["http", "tls"]),
            ("443:8080/tls,http", 443, 8080, "tcp", ["tls", "http"]),
            ("443:8080/tcp:tls:http", 443, 8080, "tcp", ["tls", "http"]), ("53:5353/udp", 53, 5353, "udp", []),
            ("5432/pg_tls", 5432, 5432, "tcp", ["pg_tls"]),
        ] as [(String, Int, Int, String, [String])])
    func port(text: String, external: Int, inner: Int, transport: String, handlers: [String]) throws {
        let spec = try #require(PortSpec(argument: text))
        #expect(spec.external == external)
        #expect(spec.internalPort == inner)
        #expect(spec.transport == transport)
        #expect(spec.handlers == handlers)
    }

    @Test(
        "no ports",
        arguments: ["", ":", "80:", ":80", "0:80", "80:0", "65536", "a:b", "1:2:3", "80/", "80:80/:", "-1:80"])
    func noPort(text: String) {
        #expect(PortSpec(argument: text) == nil)
    }

    @Test("mounts", arguments: [("data:/data", "data", "/data"), ("vol_1:/a:b", "vol_1", "/a:b")])
    func mount(text: String, volume: String, path: String) throws {
        let spec = try #require(MountSpec(argument: text))
        #expect(spec.document == ["volume": .string(volume), "path": .string(path)])
    }

    @Test("no mounts", arguments: ["", "data", "data:", "data:rel", ":/data"])
    func noMount(text: String) {
        #expect(MountSpec(argument: text) == nil)
    }

    @Test("memory", arguments: [("512", 512), ("512mb", 512), ("512M", 512), ("1gb", 1024), ("2G", 2048)])
    func memory(text: String, megabytes: Int) {
        #expect(Memory(argument: text)?.megabytes == megabytes)
    }

    @Test("no memory", arguments: ["", "gb", "0", "-1", "1tb", "1.5gb", "99999999999999999999"])
    func noMemory(text: String) {
        #expect(Memory(argument: text) == nil)
    }

    @Test(
        "arguments of a tool",
        arguments: [
            ("path=/data", "path", .text("/data")), ("path=", "path", .text("")), ("a=b=c", "a", .text("b=c")),
            ("n:=3", "n", .json(3)), ("l:=[\"x\"]", "l", .json(["x"])), ("b:=true", "b", .json(true)),
            ("s:=\"=\"", "s", .json("=")),
        ] as [(String, String, ToolArgument.Value)])
    func tool(text: String, key: String, value: ToolArgument.Value) throws {
        let argument = try #require(ToolArgument(argument: text))
        #expect(argument.key == key)
        #expect(argument.value == value)
    }

    @Test("no arguments of a tool", arguments: ["", "path", "=x", ":=1", "n:=", "n:=tru"])
    func noTool(text: String) {
        #expect(ToolArgument(argument: text) == nil)
    }
}
