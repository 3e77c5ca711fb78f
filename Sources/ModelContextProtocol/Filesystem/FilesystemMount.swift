/// A volume as the guest sees it: a folder of the host that stands at a path of the guest.
package struct FilesystemMount: Sendable, Hashable {
    let guestPath: GuestPath
    /// Never shown to a client.
    package let hostFolder: String

    /// - Parameters:
    ///   - guestPath: absolute, such as `/data`.
    ///   - hostFolder: an existing folder on this machine.
    package init(guestPath: String, hostFolder: String) {
        self.guestPath = GuestPath(guestPath)
        self.hostFolder = hostFolder
    }
}
