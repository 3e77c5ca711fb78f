import AsyncHTTPClient
import NIOHTTP1

/// A tool server behind `fly mcp wrap`: where it is and how to get in.
package struct MCPEndpoint: Sendable {
    package let url: String
    /// Sent with every request: `Authorization`, and on an emulator the host that names the world.
    package let headers: [(name: String, value: String)]
    /// The machine to talk to where there are several (`Fly-Force-Instance-Id`).
    package let machine: String?

    package init(url: String, headers: [(name: String, value: String)] = [], machine: String? = nil) {
        self.url = url
        self.headers = headers
        self.machine = machine
    }

    /// A request with what every request to this endpoint carries; without the machine.
    func request(_ method: HTTPMethod, userAgent: String, accept: String) -> HTTPClientRequest {
        var request = HTTPClientRequest(url: url)
        request.method = method
        request.headers.add(name: "User-Agent", value: userAgent)
        request.headers.add(name: "Accept", value: accept)
        for header in headers { request.headers.add(name: header.name, value: header.value) }
        return request
    }
}

extension HTTPClientRequest {
    /// Names the machine that has to answer; nil leaves the choice to the edge.
    mutating func force(machine: String?) {
        if let machine { headers.add(name: "Fly-Force-Instance-Id", value: machine) }
    }
}
