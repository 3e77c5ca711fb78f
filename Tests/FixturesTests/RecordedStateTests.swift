import Fixtures
import OrderedJSON
import Testing

/// What a recording tells of the service's state.
@Suite struct RecordedStates {
    private static let id = "4d8917be20c6f3"
    private static let app = "/v1/apps/boats"
    private static let machine = app + "/machines/" + id

    private static func state(_ exchanges: [Interaction]) throws -> RecordedState {
        try RecordedState(HARDocument(HARWriter.text(Recording(exchanges), version: "test")))
    }

    /// The one app of a recording.
    private static func app(_ exchanges: [Interaction]) throws -> RecordedApp {
        try #require(state(exchanges).apps.first)
    }

    private static func full(_ state: String) -> String { Sample.machine(id, state: state) }

    private static func graphQL(_ query: String, _ variables: JSON = [:], answer: String) -> Interaction {
        let body: JSON = ["query": .string(query), "variables": variables]
        return Sample.exchange("POST", "https://api.fly.io/graphql", body.text, answer: answer)
    }

    // MARK: - Apps

    @Test func `a create tells of an app, with what only its request says`() throws {
        let app = try Self.app([
            Sample.exchange(
                "POST", "/v1/apps", #"{"app_name":"boats","org_slug":"harbour","network":"sea"}"#, status: 201,
                answer: #"{"id":"zq3p8v1yk6w0dj7n","created_at":1780391661000}"#)
        ])
        #expect(app.name == "boats")
        #expect(app.document["id"] == "zq3p8v1yk6w0dj7n")
        #expect(app.document["organization"]?["slug"] == "harbour")
        #expect(app.document["network"] == "sea")
    }

    @Test func `a deleted app is no more, and one of its name made later is another`() throws {
        let made = Sample.exchange("GET", Self.app, answer: #"{"id":"a","name":"boats"}"#)
        let machine = Sample.exchange("GET", Self.machine, answer: Self.full("started"))
        let gone = Sample.exchange("DELETE", Self.app, status: 202, answer: "")
        #expect(try Self.state([made, machine, gone]).apps.isEmpty)
        let again = Sample.exchange("GET", Self.app, answer: #"{"id":"b","name":"boats"}"#)
        let app = try Self.app([made, machine, gone, again])
        #expect(app.document["id"] == "b")
        #expect(app.machines.isEmpty)
    }

    @Test(arguments: [400, 404, 409, 500, 0])
    func `an answer that is no success says nothing`(status: Int) throws {
        let refused = Sample.exchange("POST", "/v1/apps", #"{"app_name":"boats"}"#, status: status, answer: "{}")
        #expect(try Self.state([refused]) == RecordedState())
    }

    // MARK: - Machines

    @Test func `a later document has the last word, and a short one erases nothing`() throws {
        let app = try Self.app([
            Sample.exchange("GET", Self.machine, answer: Self.full("created")),
            Sample.exchange(
                "GET", Self.app + "/machines?summary=true",
                answer: #"[{"id":"4d8917be20c6f3","state":"started","updated_at":"2026-06-02T09:20:00Z"}]"#),
        ])
        let machine = try #require(app.machines.first)
        #expect(machine.state == "started")
        #expect(machine.stateBefore == "created")
        #expect(machine.document["updated_at"] == "2026-06-02T09:20:00Z")
        #expect(machine.config?["image"] == "registry.fly.io/paper-boats:v14")
        #expect(machine.versions.map(\.id) == ["01K5Z8Q3M7T2V9XBN4CDHJ6WRE"])
        #expect(machine.entry == 2)
    }

    @Test func `a configuration of an organization's list takes the place of none`() throws {
        let partial = """
            {"machines":[{"id":"4d8917be20c6f3","app_name":"boats","state":"stopped","version":"01K5Z8Q3M7T2V9XBN4CDHJ6WRE",\
            "config":{"image":"other"}}]}
            """
        let list = Sample.exchange("GET", "/v1/orgs/harbour/machines", answer: partial)
        let known = try Self.app([Sample.exchange("GET", Self.machine, answer: Self.full("started")), list])
        #expect(known.machines.first?.config?["image"] == "registry.fly.io/paper-boats:v14")
        #expect(known.machines.first?.state == "stopped")
        let unknown = try Self.app([list])
        #expect(unknown.machines.first?.config?["image"] == "other")
        #expect(unknown.document["organization"]?["slug"] == "harbour")
    }

    /// A state, what was done, and what the machine is then, though no document says so.
    @Test(
        arguments: [
            ("stopped", "POST", "/start", #"{"previous_state":"stopped"}"#, "starting"),
            ("started", "POST", "/start", #"{"previous_state":"started"}"#, "started"),
            ("started", "POST", "/stop", #"{"ok":true}"#, "stopping"),
            ("stopped", "POST", "/stop", #"{"ok":true}"#, "stopped"),
            ("started", "POST", "/suspend", #"{"ok":true}"#, "suspending"),
            ("suspended", "POST", "/suspend", #"{"ok":true}"#, "suspended"),
            ("started", "POST", "/restart", #"{"ok":true}"#, "restarting"),
            ("stopped", "POST", "/restart", #"{"ok":true}"#, "starting"),
            ("started", "DELETE", "", #"{"ok":true}"#, "destroying"),
            ("destroyed", "DELETE", "", #"{"ok":true}"#, "destroyed"),
            ("starting", "GET", "/wait?state=started", #"{"ok":true,"state":"started"}"#, "started"),
            (
                "starting", "GET", "/wait?instance_id=01A", #"{"ok":true,"state":"replaced","version":"01A"}"#,
                "starting"
            ),
        ])
    func `an action tells of the state it leads to`(
        before: String, method: String, action: String, answer: String, after: String
    ) throws {
        let app = try Self.app([
            Sample.exchange("GET", Self.machine, answer: Self.full(before)),
            Sample.exchange(method, Self.machine + action, answer: answer),
        ])
        #expect(app.machines.first?.state == after)
    }

    @Test func `what a long wait answers comes after what happened meanwhile`() throws {
        var wait = Sample.exchange(
            "GET", Self.machine + "/wait?state=started", answer: #"{"ok":true,"state":"started"}"#, at: 1)
        wait.timing = Timing(wait: .seconds(9))
        let app = try Self.app([
            Sample.exchange("GET", Self.machine, answer: Self.full("created")), wait,
            Sample.exchange("GET", Self.machine, answer: Self.full("created"), at: 5),
        ])
        #expect(app.machines.first?.state == "started")
        #expect(app.machines.first?.entry == 2)
    }

    @Test func `metadata is set and removed one by one, many at once, and as it is read`() throws {
        let start = Sample.exchange(
            "GET", Self.machine,
            answer: Sample.machine(Self.id, state: "started").replacing(
                #""config":{"#, with: #""config":{"metadata":{"a":"1","b":"2","c":"3"},"#))
        let app = try Self.app([
            start,
            Sample.exchange("POST", Self.machine + "/metadata/d", #"{"value":"4"}"#, status: 204, answer: ""),
            Sample.exchange("DELETE", Self.machine + "/metadata/a", status: 204, answer: ""),
            Sample.exchange(
                "PATCH", Self.machine + "/metadata", #"{"metadata":{"b":null,"c":"","e":"5"}}"#, status: 204,
                answer: ""),
        ])
        #expect(app.machines.first?.config?["metadata"] == ["d": "4", "e": "5"])
        let read = try Self.app([start, Sample.exchange("GET", Self.machine + "/metadata", answer: #"{"z":"9"}"#)])
        #expect(read.machines.first?.config?["metadata"] == ["z": "9"])
    }

    @Test func `a cordon holds until it is lifted, or a whole document knows nothing of it`() throws {
        let known = Sample.exchange("GET", Self.machine, answer: Self.full("started"))
        let cordon = Sample.exchange("POST", Self.machine + "/cordon", answer: #"{"ok":true}"#)
        let uncordon = Sample.exchange("POST", Self.machine + "/uncordon", answer: #"{"ok":true}"#)
        #expect(try Self.app([known, cordon]).machines.first?.document["cordoned"] == true)
        #expect(try Self.app([known, cordon, uncordon]).machines.first?.document["cordoned"] == nil)
        #expect(try Self.app([known, cordon, known]).machines.first?.document["cordoned"] == nil)
    }

    @Test func `events that newer lists no longer show are kept before them`() throws {
        func event(_ id: String) -> String { #"{"id":"\#(id)","type":"start","status":"started","timestamp":1}"# }
        func events(_ ids: [String]) -> Interaction {
            Sample.exchange(
                "GET", Self.machine + "/events", answer: "[\(ids.map(event).joined(separator: ","))]")
        }
        let machine = try Self.app([events(["2", "1"]), events(["4", "3", "2"]), events(["3"])]).machines.first
        #expect(machine?.events.map { $0.text("id") } == ["1", "2", "3", "4"])
    }

    @Test func `an update adds a version, and the list of versions has them all`() throws {
        let next = Sample.machine(Self.id, state: "replacing").replacing(
            "01K5Z8Q3M7T2V9XBN4CDHJ6WRE", with: "01K5ZA0X5H2V7P9QK3D6M8YBRC")
        let first = Sample.exchange("GET", Self.machine, answer: Self.full("started"))
        let update = Sample.exchange("POST", Self.machine, #"{"config":{},"skip_launch":true}"#, answer: next)
        let list = Sample.exchange(
            "GET", Self.machine + "/versions", answer: #"[{"version":"01B"},{"version":"01A","user_config":{}}]"#)
        let machine = try Self.app([first, update]).machines.first
        #expect(machine?.versions.map(\.id) == ["01K5Z8Q3M7T2V9XBN4CDHJ6WRE", "01K5ZA0X5H2V7P9QK3D6M8YBRC"])
        #expect(machine?.skipsLaunch == true)
        #expect(machine?.stateBefore == "started")
        #expect(
            try Self.app([list, first]).machines.first?.versions.map(\.id)
                == ["01A", "01B", "01K5Z8Q3M7T2V9XBN4CDHJ6WRE"])
    }

    @Test func `a machine whose host is not reachable is known by its incomplete configuration`() throws {
        let answer =
            #"{"id":"4d8917be20c6f3","state":"started","incomplete_config":{"image":"a"},"host_status":"unreachable"}"#
        let machine = try Self.app([Sample.exchange("GET", Self.machine, answer: answer)]).machines.first
        #expect(machine?.config == ["image": "a"])
        #expect(machine?.document["host_status"] == "unreachable")
    }

    // MARK: - Volumes

    @Test func `volumes are told of by lists, changes and deletes`() throws {
        let volume = #"{"id":"vol_r7k2m95xq0dw3t8v","name":"data","state":"created","size_gb":3,"region":"ams"}"#
        let path = Self.app + "/volumes"
        let extended =
            #"{"volume":{"id":"vol_r7k2m95xq0dw3t8v","state":"extending","size_gb":5},"needs_restart":false}"#
        let list = Sample.exchange("GET", path, answer: "[\(volume)]")
        let extend = Sample.exchange("PUT", path + "/vol_r7k2m95xq0dw3t8v/extend", #"{"size_gb":5}"#, answer: extended)
        let app = try Self.app([list, extend])
        #expect(app.volumes.first?.document["size_gb"] == 5)
        #expect(app.volumes.first?.document["name"] == "data")
        let destroyed = Sample.exchange(
            "DELETE", path + "/vol_r7k2m95xq0dw3t8v",
            answer: #"{"id":"vol_r7k2m95xq0dw3t8v","state":"destroyed"}"#)
        #expect(try Self.app([list, destroyed]).volumes.isEmpty)
    }

    @Test func `a snapshot is known from when it was asked for`() throws {
        let path = Self.app + "/volumes/vol_r7k2m95xq0dw3t8v/snapshots"
        let asked = Sample.exchange(
            "POST", path,
            answer: #"{"Msg":{"backup":{"id":"7","graph_id":"vs_A","created_at":"2026-06-02T09:14:21Z"}}}"#)
        let listed = Sample.exchange(
            "GET", path, answer: #"[{"id":"vs_A","status":"created","size":4096,"digest":"00-1"}]"#)
        let pending = try Self.app([asked]).snapshots.first
        #expect(pending?.id == "vs_A")
        #expect(pending?.document["status"] == "pending")
        #expect(pending?.document["volume_id"] == "vol_r7k2m95xq0dw3t8v")
        #expect(try Self.app([asked, listed]).snapshots.first?.document["status"] == "created")
    }

    // MARK: - Addresses

    @Test func `GraphQL is read through its aliases, fragments and variables`() throws {
        let mutation = """
            mutation($i: AllocateIPAddressInput!, $app: ID!) {
              six: allocateIpAddress(input: $i) { made: ipAddress { ...node } }
              shared: allocateIpAddress(input: {appId: $app, type: shared_v4}) { app { where: sharedIpAddress } }
            }
            fragment node on IPAddress { id text: address kind: type region }
            """
        let answer = """
            {"data":{"six":{"made":{"id":"ip_1","text":"2a09:8280:1::1","kind":"v6","region":"global"}},\
            "shared":{"app":{"where":"66.241.124.9"}}}}
            """
        let app = try Self.app([
            Self.graphQL(mutation, ["i": ["appId": "boats", "type": "v6"], "app": "boats"], answer: answer)
        ])
        #expect(app.name == "boats")
        #expect(app.addresses.map(\.id) == ["2a09:8280:1::1", "66.241.124.9"])
        #expect(app.addresses[0].document["id"] == "ip_1")
        #expect(app.addresses[0].document["type"] == "v6")
        #expect(app.addresses[1].document["shared"] == true)
    }

    @Test(
        arguments: [
            ["appId": "boats", "ip": "37.16.1.2"] as JSON, ["appId": "boats", "ipAddressId": .null, "ip": "37.16.1.2"],
            ["ipAddressId": "ip_7"],
        ])
    func `a released address is gone, by whatever it was named`(input: JSON) throws {
        let made = Self.graphQL(
            "mutation($input: A!) { allocateIpAddress(input: $input) { ipAddress { id address } } }",
            ["input": ["appId": "boats"]],
            answer: #"{"data":{"allocateIpAddress":{"ipAddress":{"id":"ip_7","address":"37.16.1.2"}}}}"#)
        let released = Self.graphQL(
            "mutation($input: R!) { releaseIpAddress(input: $input) { clientMutationId } }", ["input": input],
            answer: #"{"data":{"releaseIpAddress":{"clientMutationId":null}}}"#)
        #expect(try Self.app([made]).addresses.count == 1)
        #expect(try Self.app([made, released]).addresses.isEmpty)
    }

    @Test func `REST and GraphQL speak of the same addresses`() throws {
        let app = try Self.app([
            Self.graphQL(
                #"{ app(name: "boats") { sharedIpAddress ipAddresses { nodes { id address type } } } }"#,
                answer: """
                    {"data":{"app":{"sharedIpAddress":"66.241.124.9","ipAddresses":{"nodes":[\
                    {"id":"ip_1","address":"37.16.1.2","type":"v4"}]}}}}
                    """),
            Sample.exchange(
                "GET", Self.app + "/ip_assignments",
                answer: """
                    {"ips":[{"ip":"37.16.1.2","region":"ams","created_at":"2026-06-02T09:14:21Z","shared":false},\
                    {"ip":"66.241.124.9","shared":true}]}
                    """),
        ])
        #expect(app.addresses.count == 2)
        #expect(app.addresses.first { $0.id == "37.16.1.2" }?.document["id"] == "ip_1")
        #expect(app.addresses.first { $0.id == "37.16.1.2" }?.document["region"] == "ams")
    }

    @Test func `a GraphQL answer of errors says nothing, nor does a document that cannot be read`() throws {
        let failed = Self.graphQL(
            #"{ app(name: "boats") { name } }"#, answer: #"{"data":{"app":null},"errors":[{"message":"no"}]}"#)
        let unreadable = Self.graphQL("{ app( }", answer: #"{"data":{"app":{"name":"boats"}}}"#)
        #expect(try Self.state([failed, unreadable]) == RecordedState())
    }

    @Test func `machines, volumes, secrets and certificates of GraphQL are those of REST`() throws {
        let query = """
            query($n: String!) { appcompact: app(name: $n) { organization { slug } network
              machines { nodes { id state instanceId region } } volumes { nodes { id sizeGb attachedMachine { id } } }
              secrets { name digest createdAt } certificates { nodes { hostname id issued { nodes { type } } } } } }
            """
        let app = try Self.app([
            Sample.exchange("GET", Self.machine, answer: Self.full("starting")),
            Self.graphQL(
                query, ["n": "boats"],
                answer: """
                    {"data":{"appcompact":{"organization":{"slug":"harbour"},"network":"sea","machines":{"nodes":[\
                    {"id":"4d8917be20c6f3","state":"started","instanceId":"01K5Z8Q3M7T2V9XBN4CDHJ6WRE","region":"ams"}]},\
                    "volumes":{"nodes":[{"id":"vol_r7k2m95xq0dw3t8v","sizeGb":3,"attachedMachine":{"id":"4d8917be20c6f3"}}]},\
                    "secrets":[{"name":"KEY","digest":"00ff","createdAt":"2026-06-02T09:14:21Z"}],\
                    "certificates":{"nodes":[{"hostname":"boats.example.com","id":"cert_1","issued":{"nodes":[{"type":"rsa"}]}}]}}}}
                    """),
        ])
        #expect(app.machines.first?.state == "started")
        #expect(app.machines.first?.config?["image"] == "registry.fly.io/paper-boats:v14")
        #expect(app.volumes.first?.document["size_gb"] == 3)
        #expect(app.volumes.first?.document["attached_machine_id"]?.stringValue == Self.id)
        #expect(app.secrets.first?.document["digest"] == "00ff")
        #expect(app.certificates.first?.document["has_fly_certificate"] == true)
        #expect(app.document["network"] == "sea")
    }

    // MARK: - Secrets and certificates

    @Test func `secrets are names and digests, never values`() throws {
        let path = Self.app + "/secrets"
        let app = try Self.app([
            Sample.exchange(
                "POST", path, #"{"values":{"A":"redacted-secret-1","B":"redacted-secret-2"}}"#,
                answer: #"{"secrets":[{"name":"A","digest":"01"},{"name":"B","digest":"02"}],"version":3,"Version":3}"#),
            Sample.exchange("POST", path, #"{"values":{"B":null}}"#, answer: #"{"secrets":[],"version":4}"#),
            Sample.exchange(
                "POST", path + "/C", #"{"value":"redacted-secret-3"}"#, status: 201,
                answer: #"{"name":"C","digest":"03","value":"redacted-secret-3","version":5}"#),
            Sample.exchange("DELETE", path + "/A", answer: #"{"version":6}"#),
        ])
        #expect(app.secrets.map(\.id) == ["C"])
        #expect(app.secrets.first?.document == ["name": "C", "digest": "03"])
        #expect(app.secretsVersion == 6)
    }

    @Test func `certificates come, are checked and go`() throws {
        let path = Self.app + "/certificates"
        let made = Sample.exchange(
            "POST", path + "/acme", #"{"hostname":"a.example.com"}"#, status: 201,
            answer: #"{"hostname":"a.example.com","acme_requested":true,"status":"pending_validation"}"#)
        let checked = Sample.exchange(
            "POST", path + "/a.example.com/check", answer: #"{"hostname":"a.example.com","status":"active"}"#)
        let gone = Sample.exchange("DELETE", path + "/a.example.com", status: 204, answer: "")
        #expect(try Self.app([made, checked]).certificates.first?.document["status"] == "active")
        #expect(try Self.app([made, checked, gone]).certificates.isEmpty)
    }

    // MARK: - Left out

    @Test func `what cannot be taken over is named once, with the entry`() throws {
        let lease = Sample.exchange("POST", Self.machine + "/lease?ttl=30", status: 201, answer: "{}")
        let state = try Self.state([
            lease, lease, Sample.exchange("GET", "/v1/postgres?org_slug=o"),
            Sample.exchange("POST", "/v1/postgres", "{}"),
            Sample.exchange("POST", Self.app + "/secretkeys/k/generate", "{}", status: 201),
            Sample.exchange("POST", Self.machine, "{}", answer: "[]"),
            Self.graphQL(
                "mutation { addWireGuardPeer(input: {}) { peerip } }",
                answer: #"{"data":{"addWireGuardPeer":{"peerip":"fdaa::1"}}}"#),
            Sample.exchange("POST", Self.app + "/machines/" + Self.id + "/exec", #"{"cmd":"ls"}"#),
        ])
        #expect(
            state.leftOut == [
                LeftOut(entry: 1, why: "the lease of machine 4d8917be20c6f3: its nonce is not in a recording"),
                LeftOut(entry: 4, why: "POST /v1/postgres changes nothing that a world can be given"),
                LeftOut(entry: 5, why: "secret keys of app boats: what they are made of is not in a recording"),
                LeftOut(entry: 6, why: "the answer of POST /v1/apps/boats/machines/4d8917be20c6f3 is no machine"),
                LeftOut(entry: 7, why: "mutation addWireGuardPeer changes nothing that a world can be given"),
            ])
    }

    @Test func `requests to an app itself, and what is not of the API, are none of its business`() throws {
        #expect(
            try Self.state([
                Sample.exchange("POST", "https://boats.fly.dev/v1/apps", "{}"),
                Sample.exchange("POST", "https://api.fly.io/api/v1/cli_sessions", "{}"),
                Sample.exchange("GET", "/v1/apps"),
            ]) == RecordedState())
    }
}
