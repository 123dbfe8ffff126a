import ControlTestKit
import Testing
import TreadmillControl

@Suite("A whole session with a runner on the belt")
struct WholeSessionTests {
    @Test func probe() {
        var session = VirtualSession(.walkRunWalk(), rig: RunnerRig(runnerMass: .kilograms(70), seed: 1))
        let c = ContinuousClock()
        var n = 0
        print(c.measure { n = session.run(to: .finished, atMost: 300)?.count ?? -1 }, n, session.last?.outputs as Any)
        var quiet = VirtualSession(.walkRunWalk())
        print(c.measure { n = quiet.run(to: .finished, atMost: 300)?.count ?? -1 }, n, quiet.last?.outputs.state as Any)
    }
}
