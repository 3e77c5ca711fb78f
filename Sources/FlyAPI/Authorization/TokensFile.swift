import FoundationEssentials
import OrderedJSON

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The file that `--tokens` names.
package enum TokensFile {
    /// Reads the file, which nobody but its owner may be able to read or change.
    /// - Throws: ``TokensFileError`` naming the file and what is wrong with it.
    package static func read(_ path: String) throws(TokensFileError) -> TokenBook {
        var status = stat()
        guard stat(path, &status) == 0 else {
            throw TokensFileError("cannot read the tokens file \(path): \(String(cString: strerror(errno)))")
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw TokensFileError("the tokens file \(path) is no regular file")
        }
        guard status.st_mode & 0o077 == 0 else {
            throw TokensFileError("the tokens file \(path) is open to others; run: chmod 600 \(path)")
        }
        guard let data = FileManager.default.contents(atPath: path) else {
            throw TokensFileError("cannot read the tokens file \(path)")
        }
        do {
            return try TokenBook(document: JSON(parsing: data))
        } catch let error as TokensFileError {
            throw TokensFileError("the tokens file \(path): \(error)")
        } catch {
            throw TokensFileError("the tokens file \(path) is no JSON: \(error)")
        }
    }
}
