import ControlTestKit
import Testing
import TreadmillControl

@Suite("What a session is armed with")
struct ConfigurationTests {
    struct BadSetup: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var spoil: @Sendable (inout SessionSetup, inout ControlLimits) -> Void
    }

    static let bad: [BadSetup] = [
        BadSetup(testDescription: "no intervals") { setup, _ in setup.plan.intervals = [] },
        BadSetup(testDescription: "mass of a bag") { setup, _ in setup.runnerMass = .kilograms(19.9) },
        BadSetup(testDescription: "mass of two") { setup, _ in setup.runnerMass = .kilograms(200.1) },
        BadSetup(testDescription: "mass not a number") { setup, _ in setup.runnerMass = .kilograms(.nan) },
        BadSetup(testDescription: "no duration") { setup, _ in setup.plan.intervals[0].duration = .zero },
        BadSetup(testDescription: "standing still") { setup, _ in setup.plan.intervals[0].beltSpeed = .zero },
        BadSetup(testDescription: "faster than plans may") { setup, _ in
            setup.plan.intervals[0].beltSpeed = .metersPerSecond(3.61)
        },
        BadSetup(testDescription: "speed not a number") { setup, _ in
            setup.plan.intervals[0].beltSpeed = .metersPerSecond(.nan)
        },
        BadSetup(testDescription: "more than the body's weight") { setup, _ in
            setup.plan.intervals[0].bodyWeight = .percent(101)
        },
        BadSetup(testDescription: "body weight not a number") { setup, _ in
            setup.plan.intervals[0].bodyWeight = .percent(.nan)
        },
        BadSetup(testDescription: "steeper than the deck") { setup, _ in
            setup.plan.intervals[0].incline = .percentGrade(15.1)
        },
        BadSetup(testDescription: "a limit beyond its ceiling") { _, limits in
            limits.belt.machineSpeed = .metersPerSecond(7)
        },
        BadSetup(testDescription: "limits that contradict each other") { _, limits in
            limits.belt.planSpeed = .metersPerSecond(5.5)
        },
    ]

    @Test("What makes no sense is refused at once, and nothing moves", arguments: bad)
    func refused(bad: BadSetup) throws {
        var setup = SessionSetup.longWalk()
        var limits = ControlLimits()
        bad.spoil(&setup, &limits)
        var session = QuietSession(setup, limits: limits)
        let ticks = session.run(seconds: 1)
        #expect(ticks.allSatisfy { $0.outputs.command == .safeState })
        #expect(session.last?.outputs.state == .finished(.checksFailed))
        #expect(session.last?.outputs.latchedInterlocks.contains(.configurationRefused) == true)
    }

    @Test("What lies on the edge is not", arguments: [20.0, 200.0])
    func accepted(mass: Double) {
        var setup = SessionSetup.longWalk(mass: mass)
        setup.plan.intervals[0].beltSpeed = .metersPerSecond(3.6)
        setup.plan.intervals[0].incline = .percentGrade(15)
        setup.plan.intervals[0].bodyWeight = .percent(100)
        var session = QuietSession(setup)
        session.run(seconds: 1)
        #expect(session.phase == .armed)
    }

    @Test("A proof that lapses while a runner pauses does not end the session; a full disk lets nobody start again")
    func lapsedProof() throws {
        var session = try Scene.paused.session()
        session.bringAbout(.proofMissing)
        #expect(session.ask(.resume) == .accepted)
        try session.run(to: .running)

        var full = try Scene.paused.session()
        full.bringAbout(.storageTrouble)
        #expect(full.ask(.resume) == .accepted)
        try full.run(to: .faulted, atMost: 12)
        #expect(full.last?.outputs.latchedInterlocks.contains(.storageTrouble) == true)
    }

    @Test("A cause that comes and goes is given as the reason too")
    func intermittent() throws {
        var session = QuietSession(.longWalk())
        session.disturbance = { inputs, now in
            if now.nanoseconds / 10_000_000 % 40 < 2 { inputs.hoist?.status.remove(.ready) }
        }
        try session.run(to: .finished, atMost: 12)
        #expect(session.last?.outputs.latchedInterlocks.contains(.deviceNotReady) == true)
    }
}
