import OperatorAPI
import Testing
import TreadmillControl

@Suite("What daemon and command line say to each other")
struct WireTests {
    private func json(_ value: some Encodable) throws -> String {
        String(decoding: try WireFormat.encode(value), as: UTF8.self)
    }

    @Test("an absent value is null on the wire, not left out and not 0")
    func nulls() throws {
        let text = try json(ReportSamples.idle())
        for key in [
            "session", "log", "belt_speed_measured_m_s", "support_force_measured_n", "body_weight_estimated_percent",
            "cadence_estimated_steps_per_min",
        ] {
            #expect(text.contains("\"\(key)\":null"), "\(key)")
        }
    }

    @Test("reports come back as they were sent")
    func roundTrip() throws {
        for report in [
            ReportSamples.idle(), ReportSamples.running(announcedChangeIn: 1.5),
            ReportSamples.session(.finished(.interlock), active: [.loopOverrun], latched: [.emergencyStop]),
        ] {
            #expect(try WireFormat.decode(StatusReport.self, from: WireFormat.encode(report)) == report)
        }
        let plan = PlanReport(ReportSamples.plan)
        #expect(try WireFormat.decode(PlanReport.self, from: WireFormat.encode(plan)) == plan)
    }

    @Test("a value that is not finite becomes absent instead of breaking the report")
    func notFinite() throws {
        let measured = MeasuredReport(
            beltSpeed: .nan, incline: .infinity, supportForce: 1, hoistPosition: nil, hoistVelocity: -.infinity)
        #expect(measured.beltSpeed == nil)
        #expect(measured.supportForce == 1)
        #expect(try json(measured).contains("\"belt_speed_measured_m_s\":null"))
    }

    @Test("a reading older than its limit is reported as absent")
    func staleReading() {
        let limits = SupervisionLimits()
        let inputs = ControlInputs(
            belt: BeltReading(sampledAt: .zero, speedMeasured: .metersPerSecond(2), status: .ready),
            loadCell: LoadCellReading(sampledAt: .zero, supportForceMeasured: .newtons(100), status: .ready))
        let fresh = MeasuredReport(inputs, limits: limits, at: .zero + limits.loadCellAge)
        #expect(fresh.supportForce == 100)
        let later = MeasuredReport(inputs, limits: limits, at: .zero + limits.loadCellAge + .milliseconds(1))
        #expect(later.supportForce == nil)
        #expect(later.beltSpeed == 2)
        #expect(later.hoistPosition == nil)
    }

    @Test("the most severe interlock comes first")
    func severity() {
        let report = ReportSamples.session(
            .faulted, active: [.supportForceDrift, .loadCellReadingStale], latched: [.emergencyStop])
        #expect(report.interlocks.map(\.name) == [.emergencyStop, .loadCellReadingStale, .supportForceDrift])
        #expect(report.interlocks.map(\.state) == [.latched, .active, .active])
    }

    @Test("a request that leaves a key out is refused by that key's name")
    func missingKey() {
        let body = Array(#"{"plan_text":"x","plan_name":"y"}"#.utf8)
        let problem = #expect(throws: Problem.self) { try WireFormat.decode(SessionRequest.self, from: body) }
        #expect(problem?.status == 400)
        #expect(problem?.detail == "mass_kilograms is missing")
    }

    @Test("a request that is not JSON is refused", arguments: ["", "{", "[]", "null", "\u{0}"])
    func notJSON(text: String) {
        let problem = #expect(throws: Problem.self) { try WireFormat.decode(SessionRequest.self, from: text.utf8) }
        #expect(problem?.status == 400)
    }

    @Test("a mass that no runner has is refused", arguments: [0, 19.9, 200.1, -70, .infinity, .nan])
    func mass(kilograms: Double) {
        let request = SessionRequest(planText: "", planName: "", massKilograms: kilograms)
        #expect(throws: Problem.self) { try request.runnerMass() }
    }

    @Test("an adjustment asks for exactly one thing")
    func adjustment() throws {
        func action(_ text: String) throws -> OperatorAction {
            try WireFormat.decode(AdjustmentRequest.self, from: text.utf8).action()
        }
        #expect(try action(#"{"body_weight_points":5}"#) == .adjustBodyWeight(byPoints: 5))
        #expect(
            try action(#"{"body_weight_points":null,"belt_speed_m_s":-0.1}"#)
                == .adjustSpeed(by: .metersPerSecond(-0.1)))
        #expect(throws: Problem.self) { try action("{}") }
        #expect(throws: Problem.self) { try action(#"{"body_weight_points":5,"belt_speed_m_s":1}"#) }
    }

    @Test("only an accepted request is answered with 200", arguments: RequestOutcome.allCases)
    func replyStatus(outcome: RequestOutcome) {
        #expect(RequestReply(outcome: outcome).status == (outcome == .accepted ? 200 : 409))
    }

    @Test("every name on the wire is distinct and reads back as its case")
    func names() throws {
        try namesReadBack(SessionPhase.self)
        try namesReadBack(FinishReason.self)
        try namesReadBack(RequestOutcome.self)
        try namesReadBack(Reaction.self)
        try namesReadBack(Gait.self)
        try namesReadBack(Interlock.self)
        #expect(throws: Problem.self) { try WireFormat.decode([Interlock].self, from: Array(#"["gremlins"]"#.utf8)) }
    }

    private func namesReadBack<Name: WireNamed & Codable & Equatable>(_ type: Name.Type) throws {
        #expect(Set(type.allCases.map(\.wireName)).count == type.allCases.count)
        for name in type.allCases {
            #expect(try WireFormat.decode([Name].self, from: WireFormat.encode([name])) == [name])
        }
    }

    @Test("the socket is the one named, else the environment's, else the standard one")
    func socket() {
        let environment = ["UNWEIGHT_SOCKET": "/tmp/a"]
        #expect(SocketLocation.path(explicit: "/tmp/b", environment: environment) == "/tmp/b")
        #expect(SocketLocation.path(explicit: nil, environment: environment) == "/tmp/a")
        #expect(SocketLocation.path(explicit: nil, environment: ["UNWEIGHT_SOCKET": ""]) == SocketLocation.standardPath)
    }
}
