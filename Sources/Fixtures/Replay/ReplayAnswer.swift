/// A recorded answer in the words of the live run.
package struct ReplayAnswer: Sendable, Hashable {
    /// The entry it comes from, counted from 1.
    package let entry: Int
    package let status: Int
    package let headers: HeaderList
    package let content: RecordedResponse.Content
    /// From the beginning of the request to the head of the answer, as recorded: what a long poll waited.
    package let delay: Duration
}
