import RigSimulation
import SimulatedDevices
import Testing
import TreadmillControl

@Suite("Faults given as text")
struct ScheduledFaultTests {
    private let rig = ExampleRigs.modbus()

    private func parsed(_ text: String) throws -> ScheduledFault { try ScheduledFault(parsing: text, for: rig) }

    @Test("Each kind is understood, and a device's line is found by the device's name")
    func kinds() throws {
        #expect(
            try parsed("at=20 device=belt fault=disconnect for=5")
                == ScheduledFault(
                    fault: .disconnected(bus: "belt"), begin: .seconds(20), duration: .seconds(5)))
        #expect(
            try parsed("fault=disconnect bus=unloading at=0.5")
                == ScheduledFault(fault: .disconnected(bus: "unloading"), begin: .milliseconds(500)))
        #expect(try parsed("at=1 device=load-cell fault=disconnect").fault == .disconnected(bus: "unloading"))
        #expect(try parsed("at=1 device=hoist fault=silent").fault == .silent(.hoist))
        #expect(try parsed("at=1 device=load-cell fault=fault").fault == .deviceFault(.loadCell))
        #expect(try parsed("at=1 fault=e-stop").fault == .emergencyStopPressed)
        #expect(try parsed("at=1 fault=force newtons=-40").fault == .loadCellForced(.newtons(-40)))
    }

    @Test(
        "What is not understood is named",
        arguments: [
            ("device=belt fault=silent", "at is missing"),
            ("at=soon device=belt fault=silent", "at=soon"),
            ("at=-1 device=belt fault=silent", "at=-1"),
            ("at=1 device=belt fault=explode", "\"explode\""),
            ("at=1 device=belt", "fault is missing"),
            ("at=1 device=deck fault=silent", "\"deck\""),
            ("at=1 fault=silent", "device is missing"),
            ("at=1 bus=nowhere fault=disconnect", "\"nowhere\""),
            ("at=1 bus=belt device=belt fault=disconnect", "both"),
            ("at=1 fault=e-stop device=belt", "does not go with"),
            ("at=1 fault=force device=belt newtons=3", "only the load cell"),
            ("at=1 fault=force", "newtons is missing"),
            ("at=1 at=2 fault=e-stop", "twice"),
            ("at=1 hello fault=e-stop", "\"hello\""),
            ("at=1 how=1 fault=e-stop", "\"how=1\""),
            ("", "at is missing"),
        ])
    func mistakes(text: String, naming words: String) {
        do {
            _ = try parsed(text)
            Issue.record("accepted: \(text)")
        } catch {
            #expect("\(error)".contains(words))
        }
    }
}
