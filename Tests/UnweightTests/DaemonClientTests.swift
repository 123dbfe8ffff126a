import OperatorAPI
import Synchronization
import Testing
import TreadmillControl

@testable import unweight

@Suite("Talking to the daemon")
struct DaemonClientTests {
    private func problem(
        socketPath: String, _ call: (DaemonClient) async throws -> Void
    ) async throws -> Problem? {
        await #expect(throws: Problem.self) { try await DaemonClient.with(socketPath: socketPath, call) }
    }

    @Test("a daemon that does not run is told apart from every refusal, with what to do")
    func noSocket() async throws {
        let problem = try await problem(socketPath: "/tmp/unweight-test-no-such.sock") {
            _ = try await $0.bytes(.status)
        }
        let failure = CommandFailure(try #require(problem))
        #expect(failure.exit == .unreachable)
        #expect(failure.message.contains("there is no such socket"))
        #expect(failure.message.contains("systemctl start unweightd"))
    }

    @Test("a socket longer than the kernel takes is named as such")
    func longPath() async throws {
        let path = "/tmp/" + String(repeating: "x", count: 120)
        let failure = await #expect(throws: CommandFailure.self) {
            try await DaemonClient.with(socketPath: path) { _ = try await $0.bytes(.status) }
        }
        #expect(failure?.exit == .unreachable)
    }

    @Test("a refusal by the core is a reply, not an error")
    func refusal() async throws {
        let reply = RequestReply(outcome: .beltNotAtStandstill)
        let json = String(decoding: try WireFormat.encode(reply), as: UTF8.self)
        let daemon = try CannedDaemon(answers: [CannedDaemon.answer("409 Conflict", json)])
        let received = try await DaemonClient.with(socketPath: daemon.socketPath) { try await $0.request(.lower) }
        #expect(received == reply)
    }

    @Test("a bad plan comes back with the lines at fault")
    func badPlan() async throws {
        let sent = Problem.badPlan(name: "p.yaml", findings: [.init(line: 7, message: "too fast; at most 13 km/h")])
        let json = String(decoding: try WireFormat.encode(sent), as: UTF8.self)
        let daemon = try CannedDaemon(answers: [CannedDaemon.answer("422 Unprocessable Content", json)])
        let received = try await problem(socketPath: daemon.socketPath) {
            _ = try await $0.start(SessionRequest(planText: "x", planName: "p.yaml", massKilograms: 70))
        }
        #expect(received == sent)
        #expect(received?.description.contains("line 7: too fast; at most 13 km/h") == true)
    }

    @Test("an answer that is no JSON is an error that shows it")
    func notJSON() async throws {
        let daemon = try CannedDaemon(answers: [CannedDaemon.answer("500 Internal Server Error", "boom")])
        let received = try await problem(socketPath: daemon.socketPath) { _ = try await $0.request(.pause) }
        #expect(received?.status == 500)
        #expect(received?.detail == "boom")
    }

    @Test("a broken event stream is opened again; a daemon that stays away is given up")
    func reconnection() async throws {
        let event = String(decoding: try StreamEvent.status(ReportSamples.running()).encoded(), as: UTF8.self)
        let daemon = try CannedDaemon(answers: [
            CannedDaemon.stream(event + String(event.prefix(100))), CannedDaemon.stream(": hi\n\n" + event),
        ])
        let heard = Mutex<[String]>([])
        try await DaemonClient.with(socketPath: daemon.socketPath) { client in
            await EventSubscription(client: client, backoff: [.milliseconds(1), .milliseconds(1)]).run { event in
                heard.withLock { $0.append(Self.word(event)) }
            }
        }
        #expect(
            heard.withLock { $0 } == ["status", "lost", "restored", "status", "lost", "given up"])
    }

    private static func word(_ event: FollowEvent) -> String {
        switch event {
        case .stream(let event): event.name
        case .connectionLost: "lost"
        case .connectionRestored: "restored"
        case .connectionGivenUp: "given up"
        case .key, .interrupt, .terminate, .presenceDue, .answered, .resized: "other"
        }
    }
}
