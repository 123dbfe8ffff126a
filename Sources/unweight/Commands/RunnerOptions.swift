import ArgumentParser
import OperatorAPI
import TreadmillControl

/// Who runs.
struct RunnerOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The runner's mass with clothing and harness, kg, 20 to 200.", valueName: "kg"))
    var mass: Double

    func validate() throws { try Self.validate(mass: mass) }

    static func validate(mass: Double) throws {
        guard SessionRequest.massRange.contains(mass) else {
            throw ValidationError("--mass must be from 20 to 200 kg, and is \(mass).")
        }
    }

    var runnerMass: Mass { .kilograms(mass) }
}
