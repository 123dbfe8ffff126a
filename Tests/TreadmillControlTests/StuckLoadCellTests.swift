import ControlTestKit
import Testing
import TreadmillControl

@Suite("A load cell that answers but does not tell the truth")
struct StuckLoadCellTests {
    private static let weight = Mass.kilograms(70).weight.newtons
    private static let target = 0.2 * weight

    /// The error of the reading, as a share of body weight; each is too small for the force interlocks to stop for.
    @Test(
        "One that is stuck near its target lets nobody be lifted off the belt, nor dropped",
        arguments: [0.01, 0.02, 0.04, 0.09, -0.02, -0.09])
    func stuck(share: Double) throws {
        var session = try Scene.running.session()
        session.disturbance = { inputs, now in
            inputs.loadCell?.supportForceMeasured = .newtons(Self.target - share * Self.weight + now.flutter)
        }
        try session.run(to: .stopping, atMost: 60)
        #expect(session.last?.outputs.latchedInterlocks.contains(.loadCellReadingImpossible) == true)
        try session.run(to: .faulted, atMost: 10)
        // Fifteen centimetres of spring, and what is wound on while the mean catches up.
        #expect(session.rig.force < Self.target + 0.2 * QuietRig.stiffness, "\(session.rig.force) N")
        #expect(session.rules.broken == [])
    }

    @Test("One that shows nothing at little support is noticed too")
    func deadAtLittleSupport() throws {
        var session = QuietSession(.of([("Walk", .walk, 200, 1.2, 93)]))
        try session.run(atMost: 60) { $0.position.elapsed > .seconds(3) }
        session.disturbance = { inputs, _ in inputs.loadCell?.supportForceMeasured = .zero }
        try session.run(to: .stopping, atMost: 60)
        #expect(session.rig.force < 0.25 * QuietRig.stiffness, "\(session.rig.force) N")
    }

    @Test("An honest one is never suspected, from no support to half of body weight and back, walking and running")
    func honest() throws {
        let setup = SessionSetup.of([
            ("Free", .walk, 30, 1.2, 100), ("Half", .walk, 40, 1.2, 50), ("Run", .run, 40, 2.8, 60),
            ("Free run", .run, 40, 2.8, 100), ("Walk", .walk, 40, 1.0, 75),
        ])
        var session = VirtualSession(setup, rig: RunnerRig(runnerMass: .kilograms(70), seed: 41))
        let ticks = try session.run(to: .finished, atMost: 400)
        #expect(session.last?.outputs.state == .finished(.completed))
        #expect(ticks.allSatisfy { $0.outputs.activeInterlocks.isEmpty })
        #expect(session.rules.broken == [])
    }
}
