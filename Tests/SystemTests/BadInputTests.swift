import AsyncHTTPClient
import Foundation
import Glibc
import NIOCore
import NIOHTTP1
import OperatorAPI
import Testing
import TreadmillControl

@Suite("Bad input gets a clear error, starts nothing and loses nothing", .steadyMachine)
struct BadInputTests {
    @Test("a configuration with a mistake starts nothing and says file, key and remedy")
    func configurations() async throws {
        let bench = try await Bench.open()
        let limits = "\(Programs.repository.path)/config/limits.yaml"
        let cases: [(text: String, mentions: [String])] = [
            ("rig: rig.yaml\nlimits: \(limits)\nloop_rate: 100\n", ["unweightd.yaml:3", "loop_rate", "loop_rate_hz"]),
            ("rig: no-such.yaml\nlimits: \(limits)\n", ["no-such.yaml"]),
            ("rig: rig.yaml\nlimits: bad.yaml\n", ["bad.yaml", "plan_speed"]),
            ("rig: [1, 2\n", ["unweightd.yaml"]),
            ("limits: \(limits)\n", ["rig"]),
        ]
        try bench.write("bad.yaml", "belt:\n  machine_speed_m_s: 3.0\n  plan_speed_m_s: 3.5\n")
        for (text, mentions) in cases {
            let file = try bench.write("unweightd.yaml", text)
            let ended = try await RunningProgram(
                "unweightd", ["--config", file], environment: bench.environment, in: bench.folder
            ).end()
            #expect(ended.status == 78, "\(text): \(ended.errors)")
            for mention in mentions { #expect(ended.errors.contains(mention), "\(mention) in \(ended.errors)") }
        }
        #expect(!FileManager.default.fileExists(atPath: bench.socket))
    }

    @Test("plans, logs and command lines with mistakes end with their own exit codes")
    func commandLine() async throws {
        let bench = try await Bench.open()
        let noDaemon = try await bench.unweight("status")
        #expect(noDaemon.status == 69, "\(noDaemon.errors)")
        let bad = try bench.write(
            "bad.yaml",
            """
            title: Bad
            main:
              - {name: Fly, gait: fly, duration: 60 s, speed: 9 km/h, body_weight: 80 %}
            """)
        let lint = try await bench.unweight("plan", "lint", bad)
        #expect(lint.status == 2)
        #expect((lint.output + lint.errors).contains("bad.yaml:3"), "\(lint.output)\(lint.errors)")
        let simulated = try await bench.unweight("simulate", bad, "--mass", "70")
        #expect(simulated.status != 0)
        let notALog = try await bench.unweight("replay", bad)
        #expect(notALog.status == 2, "\(notALog.errors)")
        #expect(try await bench.unweight("log", "info", "/no/such.ulg").status == 2)
        #expect(try await bench.unweight("start", bad).status == 64, "no mass")
    }

    @Test("a second daemon does not take the socket of the first")
    func secondDaemon() async throws {
        let bench = try await Bench.open()
        let first = try await bench.startDaemon()
        let second = try await RunningProgram(
            "unweightd", ["--config", bench.folder.appendingPathComponent("unweightd.yaml").path],
            environment: bench.environment, in: bench.folder
        ).end()
        #expect(second.status == 69)
        #expect(second.errors.contains("another daemon"), "\(second.errors)")
        #expect(try await bench.status().phase == .idle, "the first goes on")
        first.send(SIGTERM)
        #expect(try await first.end().status == 0)
    }

    @Test("malformed requests are refused with a reason and change nothing")
    func requests() async throws {
        let bench = try await Bench.open()
        let daemon = try await bench.startDaemon()
        let cases: [(method: HTTPMethod, path: String, body: String, status: Int)] = [
            (.POST, "/v1/session", "{", 400),
            (.POST, "/v1/session", "{\"plan_text\": \"title: x\"}", 400),
            (.POST, "/v1/session", Self.session(plan: "title: Nothing\n", mass: 70), 422),
            (.POST, "/v1/session", Self.session(plan: shortPlan, mass: 7), 422),
            (.POST, "/v1/session", Self.session(plan: shortPlan.replacing("7.5 km/h", with: "75 km/h"), mass: 70), 422),
            (.POST, "/v1/session", String(repeating: "x", count: 2 << 20), 413),
            (.POST, "/v1/session/adjust", "{\"body_weight_points\": \"much\"}", 400),
            (.POST, "/v1/session/resume", "", 409),
            (.POST, "/v1/session/pause", "", 409),
            (.GET, "/v1/nothing", "", 404),
        ]
        let client = HTTPClient()
        for (method, path, body, status) in cases {
            var request = HTTPClientRequest(url: "http+unix://\(Self.escaped(bench.socket))\(path)")
            request.method = method
            request.body = .bytes(ByteBuffer(string: body))
            let response = try await client.execute(request, timeout: .seconds(10))
            let answer = try await response.body.collect(upTo: 1 << 20)
            #expect(Int(response.status.code) == status, "\(method) \(path): \(String(buffer: answer))")
            if status != 409 {
                let problem = try WireFormat.decode(Problem.self, from: answer.readableBytesView)
                #expect(!problem.detail.isEmpty && !problem.remedy.isEmpty)
            }
        }
        try await client.shutdown()
        #expect(try await bench.status().phase == .idle)
        #expect(try bench.logs.isEmpty, "nothing was started")
        daemon.send(SIGTERM)
        #expect(try await daemon.end().status == 0)
    }

    private static func session(plan: String, mass: Double) -> String {
        let request = SessionRequest(planText: plan, planName: "plan.yaml", massKilograms: mass)
        let bytes = (try? WireFormat.encode(request)) ?? []
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func escaped(_ path: String) -> String {
        path.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? path
    }
}
