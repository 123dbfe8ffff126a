import TreadmillControl

/// The whole physical rig with its runner, stepped by a millisecond.
public struct RigPlant: Sendable {
    public static let timeStep = TimeSpan.milliseconds(1)
    static let timeStepInSeconds = 0.001

    public private(set) var belt: BeltPlant
    public private(set) var hoist: HoistPlant
    public private(set) var runner: RunnerModel
    public private(set) var loadCell: LoadCellModel
    /// Force in the rope, which is the support of the runner. A rope cannot push: never negative.
    public private(set) var ropeForce = Force.zero
    /// Steps of time since the start.
    public private(set) var stepsTaken: Int64 = 0

    /// What is wrong with machine and runner.
    public var faults = PlantFaults()

    private let suspension: SuspensionParameters

    /// - Parameters:
    ///   - runnerMass: body mass with clothing and harness; must be positive.
    ///   - seed: decides every random number of this plant.
    public init(configuration: PlantConfiguration, runnerMass: Mass, seed: UInt64) {
        var seeds = SeededRandom(seed: seed)
        belt = BeltPlant(parameters: configuration.belt)
        hoist = HoistPlant(parameters: configuration.hoist, timeStep: Self.timeStepInSeconds)
        runner = RunnerModel(parameters: configuration.runner, mass: runnerMass, seed: seeds.next())
        loadCell = LoadCellModel(parameters: configuration.loadCell, seed: seeds.next())
        suspension = configuration.suspension
    }

    /// One millisecond.
    public mutating func step(belt beltDemand: BeltDemand, hoist hoistDemand: HoistDemand) {
        let dt = Self.timeStepInSeconds
        belt.step(by: dt, demand: beltDemand, load: runner.contactForceInBodyWeights, slip: faults.beltSlip)
        hoist.step(by: dt, demand: hoistDemand, slip: faults.hoistSlip)
        runner.step(by: dt, beltSpeed: belt.smoothSpeed, support: ropeForce, legsGiveWay: faults.isFalling)
        let stretch = hoist.position.meters - runner.displacement - suspension.slack
        ropeForce = faults.isUnclipped ? .zero : .newtons(max(suspension.stiffness * stretch, 0))
        loadCell.step(by: dt, force: ropeForce)
        stepsTaken += 1
    }
}
