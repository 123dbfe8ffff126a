import ControlTestKit
import Testing
import TreadmillControl

/// Sessions brought to where a fault shall meet them, one for each state; each test takes its own copy.
enum Scene: String, CaseIterable, CustomTestStringConvertible {
    case idle, checking, armed, countdown, running, paused, stopping, finished, faulted, proving

    /// Those in which somebody hangs in the rope of a session that may go on.
    static let inSession: [Scene] = [.armed, .countdown, .running, .paused]

    var testDescription: String { rawValue }

    var phase: SessionPhase {
        switch self {
        case .idle: .idle
        case .checking: .checking
        case .armed: .armed
        case .countdown: .countdown
        case .running: .running
        case .paused: .paused
        case .stopping: .stopping
        case .finished: .finished
        case .faulted: .faulted
        case .proving: .proving
        }
    }

    /// A session brought there; stories start from it again and again.
    func session() throws -> QuietSession { try #require(Self.told[self]).get() }

    /// A long walk whose operator must be there.
    static var linkedWalk: SessionSetup {
        var setup = SessionSetup.longWalk()
        setup.needsOperatorLink = true
        return setup
    }

    private static let told: [Scene: Result<QuietSession, any Error>] = Dictionary(
        uniqueKeysWithValues: allCases.map { scene in (scene, Result { try scene.tell() }) })

    private func tell() throws -> QuietSession {
        switch self {
        case .idle:
            var session = QuietSession(nil)
            session.run(seconds: 1)
            return session
        case .checking:
            var session = QuietSession(Self.linkedWalk)
            session.run(seconds: 0.2)
            return session
        case .armed:
            // On the way to its target, the rope already tight.
            return try Self.walk {
                try $0.run(atMost: 30) { $0.state.phase == .armed && $0.bodyWeightCommanded < .percent(85) }
            }
        case .countdown:
            return try Self.walk {
                try $0.run(to: .countdown)
                $0.run(seconds: 0.5)
            }
        case .running:
            return try Self.walk { try $0.run(atMost: 60) { $0.position.elapsed > .seconds(3) } }
        case .paused:
            return try Self.walk {
                try $0.run(atMost: 60) { $0.position.elapsed > .seconds(1) }
                $0.step(.pause)
                try $0.run(to: .paused)
                $0.run(seconds: 1)
            }
        case .stopping:
            return try Self.walk {
                try $0.run(atMost: 60) { $0.position.elapsed > .seconds(1) }
                $0.step(.stop)
                $0.run(seconds: 0.3)
            }
        case .finished:
            return try Self.walk {
                try $0.run(atMost: 60) { $0.position.elapsed > .seconds(1) }
                $0.step(.stop)
                try $0.run(to: .finished)
                $0.run(seconds: 1)
            }
        case .faulted:
            return try Self.walk {
                try $0.run(atMost: 60) { $0.position.elapsed > .seconds(1) }
                $0.bringAbout(.loopOverrun)
                try $0.run(to: .faulted)
                $0.repair()
                $0.run(seconds: 2.5)
            }
        case .proving:
            var session = QuietSession(trial: MotionTrial(part: .belt, duration: .seconds(60)))
            try session.run(to: .proving)
            session.run(seconds: 2)
            return session
        }
    }

    private static func walk(_ tell: (inout QuietSession) throws -> Void) throws -> QuietSession {
        var session = QuietSession(linkedWalk)
        try tell(&session)
        return session
    }
}
