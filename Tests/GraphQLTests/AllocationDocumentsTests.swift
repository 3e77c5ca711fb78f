import GraphQL
import OrderedJSON
import Testing

@Suite("The two documents of the public guide")
struct AllocationDocumentsTests {
    @Test("a shared address is answered by the app")
    func shared() async throws {
        let query =
            "mutation($input: AllocateIPAddressInput!) { allocateIpAddress(input: $input) { app { sharedIpAddress } } }"
        let input: JSON = ["appId": "demo", "type": "shared_v4", "region": ""]
        #expect(
            try await answer(query, ["input": input]).text
                == #"{"data":{"allocateIpAddress":{"app":{"sharedIpAddress":"66.241.124.1"}}}}"#)
    }

    @Test("an address of its own is answered as a node")
    func dedicated() async throws {
        let query = """
            mutation($input: AllocateIPAddressInput!) {
              allocateIpAddress(input: $input) { ipAddress { id address type region createdAt } }
            }
            """
        let input: JSON = ["appId": "demo", "type": "v6", "region": ""]
        #expect(
            try await answer(query, ["input": input]).text == """
                {"data":{"allocateIpAddress":{"ipAddress":{"id":"ip_1","address":"2a09:8280:1::1","type":"v6",\
                "region":"global","createdAt":"2023-02-23T11:01:36Z"}}}}
                """)
    }
}
