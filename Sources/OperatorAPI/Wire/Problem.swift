/// Why a call failed, for a person: what, where and what to do. The body of every answer from 400 up, except a
/// refusal by the core, which is a ``RequestReply``.
public struct Problem: Error, Codable, Equatable, Sendable, CustomStringConvertible {
    /// One thing wrong in a plan.
    public struct Finding: Codable, Equatable, Sendable {
        /// Line in the plan's text, from 1; `nil` when no single line is at fault.
        @Nullable public var line: Int?
        public var message: String

        public init(line: Int?, message: String) {
            _line = Nullable(wrappedValue: line)
            self.message = message
        }
    }

    /// The HTTP status.
    public var status: Int
    public var title: String
    public var detail: String
    public var remedy: String
    /// What is wrong with a plan (status 422); else empty.
    public var findings: [Finding]

    public init(status: Int, title: String, detail: String, remedy: String, findings: [Finding] = []) {
        self.status = status
        self.title = title
        self.detail = detail
        self.remedy = remedy
        self.findings = findings
    }

    public var description: String {
        let lines = findings.map { finding in finding.line.map { "\n  line \($0): " } ?? "\n  " }
        let listed = zip(lines, findings).map { $0 + $1.message }.joined()
        return "\(title): \(detail)\(listed)\n\(remedy)"
    }
}

extension Problem {
    /// 404.
    public static func noSuchRoute(method: String, path: String) -> Problem {
        Problem(
            status: 404, title: "No such endpoint", detail: "\(method) \(path) is not served",
            remedy: "See docs/openapi.yaml for the endpoints.")
    }

    /// 404.
    public static let noPlanLoaded = Problem(
        status: 404, title: "No plan is loaded", detail: "no session has been started since the daemon came up",
        remedy: "Start one with `unweight start PLAN --mass KG`.")

    /// 413.
    public static func bodyTooLarge(limit: Int) -> Problem {
        Problem(
            status: 413, title: "The request is too large", detail: "more than \(limit) bytes",
            remedy: "Send less; a plan has at most 1 MiB of text.")
    }

    /// 422.
    public static func badPlan(name: String, findings: [Finding]) -> Problem {
        Problem(
            status: 422, title: "The plan cannot be run",
            detail: "problems in \(name): \(findings.count)",
            remedy: "Correct the plan; `unweight plan lint FILE` checks it.", findings: findings)
    }

    /// 422.
    public static func massOutOfRange(_ kilograms: Double) -> Problem {
        Problem(
            status: 422, title: "The runner's mass is out of range",
            detail: "\(kilograms) kg is outside \(SessionRequest.massRange.lowerBound)"
                + " to \(SessionRequest.massRange.upperBound) kg",
            remedy: "Give the mass in kilograms, with clothing and harness.")
    }

    /// 409.
    public static func sessionAlreadyLoaded(phase: String) -> Problem {
        Problem(
            status: 409, title: "Another session is on the machine", detail: "its state is \(phase)",
            remedy: "End it with `unweight stop`, let the support down with `unweight lower`, then start again.")
    }

    /// 409.
    public static let faultNotAcknowledged = Problem(
        status: 409, title: "A fault waits for a person", detail: "nothing may move before it is acknowledged",
        remedy: "See `unweight status`, and when all is well `unweight acknowledge`, then start again.")

    /// 409.
    public static func noSuchSession(_ id: String) -> Problem {
        Problem(
            status: 409, title: "This session is not on the machine",
            detail: "the session \(id.prefix(80)) is not loaded",
            remedy: "See `unweight status`.")
    }

    /// 503.
    public static func notReady(_ detail: String) -> Problem {
        Problem(
            status: 503, title: "The daemon cannot do this now", detail: detail,
            remedy: "See `unweight status` and the daemon's journal, then try again.")
    }
}
