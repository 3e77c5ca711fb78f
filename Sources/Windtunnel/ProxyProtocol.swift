import NIOCore

/// The line that tells a server behind a proxy whose connection it has been given: version 1 of the PROXY protocol.
enum ProxyProtocol {
    /// - Parameter port: the external one; the address is the one the client connected to.
    static func header(of channel: any Channel, port: Int) -> ByteBuffer {
        guard let client = channel.remoteAddress, let clientIP = client.ipAddress, let clientPort = client.port,
            let ownIP = channel.localAddress?.ipAddress
        else { return ByteBuffer(string: "PROXY UNKNOWN\r\n") }
        let family = client.protocol == .inet6 ? "TCP6" : "TCP4"
        return ByteBuffer(string: "PROXY \(family) \(clientIP) \(ownIP) \(clientPort) \(port)\r\n")
    }
}
