/// A recorded answer in the words of the live run.
package struct ReplayAnswer: Sendable, Hashable {
    /// The entry it comes from, counted from 1.
    package let entry: Int
    package let status: Int
    /// Without what a server makes anew for each connection.
    package let headers: HeaderList
    package let content: RecordedResponse.Content
    /// From the beginning of the request to the head of the answer, as recorded: what a long poll waited.
    package let delay: Duration
    /// How a body that came in pieces is to come again; nil for one that came at once.
    package let script: StreamScript?

    /// The whole body, pieces joined.
    package var bytes: [UInt8] {
        switch content {
        case .whole(let bytes): bytes
        case .pieces(let pieces): pieces.flatMap(\.bytes)
        }
    }
}
