import Digest
import HTTPWire
import Node
import RESTAPI
import Testing
import Vocabulary

@Suite("Answers become documents")
struct DocumentTests {
    @Test func everyDocumentSaysItsVersion() {
        let answers: [Answer] = [
            .health(statusLine: "well"), .status(status), .nodes([alice], next: nil),
            .files([], next: "x"), .downloads([download], next: nil), .download(download),
            .started(download), .bootstraps([], next: nil), .found(found), .shared(name("a")),
            .welcome(Welcome(you: endpoint("1.2.3.4:5"), generation: 1, nodes: nil)), .done,
            .refused(Refusal(409, "No.")),
        ]
        for answer in answers { #expect(response(answer).text.contains(#""v":1"#)) }
    }

    @Test func aNodeIsShownWithAllThatIsKnown() {
        let text = response(.nodes([alice, stranger], next: "x")).text
        #expect(
            text == """
                {"next":"x","nodes":[{"address":"[2001:db8::1]:9000","files":7,"id":"\(hex)",\
                "kind":"ours","learned":["bootstrap","multicast"],"name":"alice","seen_s":12,\
                "short":"\(hex.prefix(20))","state":"alive","version":"0.1.0","zone":"attic"},\
                {"address":"127.0.0.1:5000","files":0,"id":null,"kind":"old","learned":["added"],\
                "name":"","seen_s":0,"short":null,"state":"down","version":"","zone":""}],"v":1}
                """)
    }

    @Test func aFileThatIsNotHashedHasNull() {
        let file = FileView(name: name("a/b"), size: 5, digest: nil, modified: 1_500_000_000)
        #expect(
            response(.files([file], next: nil)).text == """
                {"files":[{"infohash":null,"modified":1,"name":"a/b","sha256":null,"size":5}],\
                "next":null,"v":1}
                """)
    }

    @Test func aStartedDownloadIsSomewhere() {
        let started = response(.started(download))
        #expect(started.status == 202)
        #expect(started.fields["Location"] == "/api/v1/downloads/7")
        #expect(started.text.contains(#""state":"running""#))
        #expect(
            started.text.contains(
                #""choices":[{"holders":[],"name":"a","sha256":null,"size":null}]"#))
    }

    @Test func aSearchShowsHolders() {
        #expect(
            response(.found(found)).text == """
                {"asked":4,"results":[{"holders":[{"address":null,"id":"\(hex)","ms":0,\
                "name":"me","short":"\(hex.prefix(20))"},{"address":"127.0.0.1:5000","id":null,\
                "ms":250,"name":"old","short":null}],"name":"a","sha256":"\(hex)","size":9}],\
                "silent":1,"v":1}
                """)
    }

    @Test func statusHasWhatAMonitorWants() {
        let text = response(.status(status)).text
        for part in [
            #""uptime_s":61"#, #""secret":false"#, #""instance":"00000000000000ff""#,
            #""notices":["no secret"]"#, #""files":{"bytes":0,"count":0,"unhashed":0}"#,
            #""reason":"refused""#, #""answered_s":null"#, #""role":"peer""#,
        ] { #expect(text.contains(part), "\(part)") }
    }

    @Test func aShareIsCreatedUnderItsName() {
        let shared = response(.shared(name("a b/c")))
        #expect(shared.status == 201)
        #expect(shared.fields["Location"] == "/api/v1/shares/a%20b/c")
        #expect(shared.text == #"{"name":"a b/c","v":1}"#)
    }

    @Test func errorsAreProblemDocuments() {
        let response = surface.response(to: Refusal(404, #"No "x"."#))
        #expect(response.status == 404)
        #expect(response.fields["Content-Type"] == "application/problem+json")
        #expect(
            response.text == """
                {"detail":"No \\"x\\".","status":404,"title":"Not Found","type":"about:blank","v":1}
                """)
    }

    @Test func whoIsNotKnownLearnsHowToBe() {
        let fields = surface.response(to: Refusal(401, "Who are you?")).fields
        #expect(fields["WWW-Authenticate"]?.hasPrefix("DistriShare") == true)
    }

    @Test func documentsAreNotForBrowsersToGuessOrKeep() {
        let fields = response(.done).fields
        #expect(fields["Content-Type"] == "application/json")
        #expect(fields["X-Content-Type-Options"] == "nosniff")
        #expect(fields["Cache-Control"] == "no-store")
    }

    private var status: StatusView {
        var status = StatusView(
            id: node(), instance: 255, name: "n", role: .peer, version: "0.1.0", port: 9000,
            zone: "", uptime: .seconds(61.9), hasSecret: false)
        status.notices = ["no secret"]
        status.bootstraps = [
            BootstrapView(
                server: "h:1", state: .failed, kind: .unknown, isAdded: true, reason: "refused",
                answered: nil)
        ]
        return status
    }

    private var download: DownloadView {
        DownloadView(
            id: 7, name: "a", state: .running, reason: nil, failure: nil, received: 1, size: nil,
            digest: nil, isVerified: false, holder: "h", rate: 2,
            choices: [.init(name: name("a"), size: nil, digest: nil, holders: [])])
    }

    private var found: SearchView {
        SearchView(
            contents: [
                .init(
                    name: name("a"), size: 9, digest: node().digest,
                    holders: [
                        .init(endpoint: nil, id: node(), name: "me", latency: .zero),
                        .init(
                            endpoint: endpoint("127.0.0.1:5000"), id: nil, name: "old",
                            latency: .milliseconds(250)),
                    ])
            ], asked: 4, silent: 1)
    }
}
