import OperatorAPI
import StrictYAML
import TrainingPlans
import TreadmillControl

/// What the daemon makes of a body that starts a session.
func checkStartRequest(_ input: [UInt8]) throws(FuzzFinding) {
    guard let request = try decoded(SessionRequest.self, input) else { return }
    if let mass = try? request.runnerMass() {
        try require((20...200).contains(mass.kilograms), "a runner of \(mass) is accepted")
    }
    try checkPlan(request.planText)
}

func checkAdjustRequest(_ input: [UInt8]) throws(FuzzFinding) {
    guard let request = try decoded(AdjustmentRequest.self, input), let action = try? request.action() else { return }
    switch action {
    case .adjustBodyWeight(let points): try require(points.isFinite, "a shift by \(points)")
    case .adjustSpeed(let change): try require(change.isFinite, "a shift by \(change)")
    case .pause, .resume, .stop, .lowerSupport, .acknowledge: throw FuzzFinding("an adjustment becomes \(action)")
    }
}

func checkProofRequest(_ input: [UInt8]) throws(FuzzFinding) {
    if let proof = try decoded(ProofRequest.self, input), (try? proof.confirm()) != nil {
        try require(proof.machineIsEmpty, "a proof on a machine that nobody said is empty")
    }
    _ = try decoded(PresenceRequest.self, input)
}

/// What the command line makes of an answer.
func checkReport(_ input: [UInt8]) throws(FuzzFinding) {
    _ = try decoded(StatusReport.self, input)
    _ = try decoded(PlanReport.self, input)
    _ = try decoded(SessionStarted.self, input)
    _ = try decoded(RequestReply.self, input)
    _ = try decoded(Problem.self, input)
}

/// A stream of events says the same whatever the pieces that it comes in, and holds no more than its limit.
func checkEventStream(_ input: [UInt8]) throws(FuzzFinding) {
    let limit = 4096
    let whole = events(of: input, pieces: input.count, limit: limit)
    let pieced = events(of: input, pieces: 1, limit: limit)
    try require(whole == pieced, "events depend on the pieces")
    for event in whole ?? [] {
        try require(event.data.utf8.count <= 3 * limit, "an event of \(event.data.utf8.count) bytes")
        _ = try? StreamEvent(event)
    }
}

/// `nil` for a stream that is given up.
private func events(of input: [UInt8], pieces: Int, limit: Int) -> [ServerSentEvent]? {
    var parser = ServerSentEventParser(limit: limit)
    var events: [ServerSentEvent] = []
    var rest = input[...]
    while !rest.isEmpty {
        guard let found = try? parser.feed(rest.prefix(max(pieces, 1))) else { return nil }
        events += found
        rest = rest.dropFirst(max(pieces, 1))
    }
    return events
}

/// What `input` says, and says again when it is written; `nil` when it is refused.
private func decoded<Value: Codable & Equatable>(
    _ type: Value.Type, _ input: [UInt8]
) throws(FuzzFinding) -> Value? {
    let problem: Problem
    do throws(Problem) {
        let value = try WireFormat.decode(type, from: input)
        let again = try WireFormat.decode(type, from: try WireFormat.encode(value))
        return again == value ? value : try different("\(type)")
    } catch {
        problem = error
    }
    if problem.title == differentTitle { throw FuzzFinding("\(problem.detail) changes when it is written") }
    try require((400...599).contains(problem.status), "a refusal with status \(problem.status)")
    try require(
        problem.detail.utf8.count <= 4096 + 16 * input.count, "\(problem.detail.utf8.count) bytes of explanation")
    return nil
}

private let differentTitle = "Different"

private func different<Value>(_ what: String) throws(Problem) -> Value {
    throw Problem(status: 500, title: differentTitle, detail: what, remedy: "")
}
