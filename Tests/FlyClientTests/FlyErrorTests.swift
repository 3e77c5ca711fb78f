import FlyClient
import Testing

@Suite("Refusals")
struct FlyErrorTests {
    @Test(
        "show the service's own words",
        arguments: [
            (404, #"{"error":"app not found"}"#, "app not found (HTTP 404, request R)"),
            (
                422, #"{"error":"could not find a candidate host","status":"insufficient_capacity"}"#,
                "could not find a candidate host (HTTP 422, insufficient_capacity, request R)"
            ),
            (401, #"{"message":"Unauthorized"}"#, "Unauthorized (HTTP 401, request R)"),
            (409, #"{"error":"a","message":"b"}"#, "b (HTTP 409, request R)"),
            (409, #"{"error":"a","message":""}"#, "a (HTTP 409, request R)"),
            (404, "404 page not found\n", "404 page not found (HTTP 404, request R)"),
            (502, "", "the service answered HTTP 502 without a text (HTTP 502, request R)"),
            (500, #"{"ok":false}"#, #"{"ok":false} (HTTP 500, request R)"#),
        ])
    func words(status: Int, body: String, text: String) {
        #expect(FlyError(status: status, body: Array(body.utf8), requestID: "R").description == text)
    }
}
