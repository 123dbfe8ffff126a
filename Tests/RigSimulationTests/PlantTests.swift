import RigSimulation
import Testing
import TreadmillControl

@Suite("The simulated machine behaves like iron, rope and motors")
struct PlantTests {
    private let held = HoistDemand.brake
    private let idle = BeltDemand(action: .rampDown(.metersPerSecondSquared(1)))

    @Test("A rope cannot push: slack gives no force, and none is ever negative")
    func ropeNeverPushes() {
        var plant = RigPlant(configuration: PlantConfiguration(), runnerMass: .kilograms(70), seed: 3)
        var lowest = Force.zero
        var highest = Force.zero
        for _ in 0..<2000 { plant.step(belt: idle, hoist: .velocity(.metersPerSecond(-0.04))) }
        #expect(plant.ropeForce == .zero)
        // A run on a rope that hangs just at the edge of slack goes tight and slack with every step.
        for _ in 0..<20_000 {
            let hoist: HoistDemand = plant.hoist.position < .meters(0.03) ? .velocity(.metersPerSecond(0.05)) : .brake
            plant.step(belt: BeltDemand(action: .run(.metersPerSecond(3))), hoist: hoist)
            lowest = min(lowest, plant.ropeForce)
            highest = max(highest, plant.ropeForce)
        }
        #expect(lowest == .zero)
        #expect(highest > .newtons(50))
        #expect(plant.hoist.position > .meters(0.02))
    }

    @Test("Support begins at nothing and comes only once three centimetres of slack are taken up")
    func slackFirst() {
        var plant = RigPlant(configuration: PlantConfiguration(), runnerMass: .kilograms(70), seed: 3)
        while plant.hoist.position < .meters(0.027) {
            plant.step(belt: idle, hoist: .velocity(.metersPerSecond(0.05)))
            #expect(plant.ropeForce == .zero)
        }
        while plant.hoist.position < .meters(0.08) {
            plant.step(belt: idle, hoist: .velocity(.metersPerSecond(0.05)))
        }
        // 5 cm of stretch at 2 kN/m, less or more by the sway of a standing person.
        #expect((plant.ropeForce - .newtons(100)).magnitude < .newtons(5))
    }

    @Test("The brake holds the rope where it is while a runner pulls at it")
    func brakeHolds() {
        var plant = RigPlant(configuration: PlantConfiguration(), runnerMass: .kilograms(90), seed: 9)
        for _ in 0..<1200 {
            plant.step(belt: BeltDemand(action: .run(.metersPerSecond(3))), hoist: .velocity(.metersPerSecond(0.2)))
        }
        for _ in 0..<100 { plant.step(belt: BeltDemand(action: .run(.metersPerSecond(3))), hoist: held) }
        let heldAt = plant.hoist.position
        for _ in 0..<5000 { plant.step(belt: BeltDemand(action: .run(.metersPerSecond(3))), hoist: held) }
        #expect(plant.hoist.position == heldAt)
        #expect(plant.hoist.velocity == .zero)
        #expect(plant.ropeForce > .newtons(100))
    }

    @Test("The hoist stops at the ends of its travel")
    func hoistTravel() {
        var hoist = HoistPlant(parameters: HoistParameters(), timeStep: 0.001)
        for _ in 0..<5000 { hoist.step(by: 0.001, demand: .velocity(.metersPerSecond(5))) }
        #expect(hoist.position == .meters(1.2))
        #expect(hoist.velocity == .zero)
        for _ in 0..<5000 { hoist.step(by: 0.001, demand: .velocity(.metersPerSecond(-5))) }
        #expect(hoist.position == .meters(-0.1))
    }

    @Test("The hoist moves nothing for five milliseconds and 63 % of the way in the next sixteen")
    func hoistResponse() {
        var hoist = HoistPlant(parameters: HoistParameters(), timeStep: 0.001)
        for _ in 0..<5 { hoist.step(by: 0.001, demand: .velocity(.metersPerSecond(0.2))) }
        #expect(hoist.velocity == .zero)
        for _ in 0..<16 { hoist.step(by: 0.001, demand: .velocity(.metersPerSecond(0.2))) }
        #expect((hoist.velocity - .metersPerSecond(0.126)).magnitude < .metersPerSecond(0.005))
    }

    @Test("Without power the belt coasts down at 0.7 m/s² and stays down")
    func coasting() {
        var belt = BeltPlant(parameters: BeltParameters())
        for _ in 0..<6000 { belt.step(by: 0.001, demand: BeltDemand(action: .run(.metersPerSecond(3))), load: 1) }
        let speed = belt.smoothSpeed
        #expect((speed - .metersPerSecond(3.075)).magnitude < .metersPerSecond(0.001))
        for _ in 0..<1000 { belt.step(by: 0.001, demand: BeltDemand(action: .coast), load: 1) }
        #expect((speed - belt.smoothSpeed - .metersPerSecond(0.7)).magnitude < .metersPerSecond(0.001))
        for _ in 0..<5000 { belt.step(by: 0.001, demand: BeltDemand(action: .coast), load: 1) }
        #expect(belt.speed == .zero)
    }

    @Test("The belt comes to a real standstill when the drive stops it")
    func rampedStop() {
        var belt = BeltPlant(parameters: BeltParameters())
        for _ in 0..<5000 { belt.step(by: 0.001, demand: BeltDemand(action: .run(.metersPerSecond(2))), load: 1) }
        var steepest = 0.0
        for _ in 0..<4000 {
            belt.step(by: 0.001, demand: idle, load: 1)
            steepest = min(steepest, belt.acceleration)
        }
        #expect(belt.speed == .zero)
        // The ramp of 1 m/s² with its gain error, and never steeper.
        #expect((-1.03 ... -0.95).contains(steepest))
    }

    @Test("Feet slow the belt by no more than five per cent, and not in the mean")
    func stanceDips() {
        var plant = RigPlant(configuration: PlantConfiguration(), runnerMass: .kilograms(70), seed: 1)
        let demand = BeltDemand(action: .run(.metersPerSecond(3)))
        for _ in 0..<8000 { plant.step(belt: demand, hoist: held) }
        var slowest = 1.0
        var sum = 0.0
        for _ in 0..<10_000 {
            plant.step(belt: demand, hoist: held)
            let share = plant.belt.speed.metersPerSecond / plant.belt.smoothSpeed.metersPerSecond
            slowest = min(slowest, share)
            sum += share
        }
        #expect((0.95...0.985).contains(slowest))
        #expect((sum / 10_000 - 1).magnitude < 0.002)
    }

    @Test("The deck moves at half a per cent a second, and not beyond its range")
    func deck() {
        var belt = BeltPlant(parameters: BeltParameters())
        let demand = BeltDemand(action: .coast, incline: .percentGrade(40))
        for _ in 0..<4000 { belt.step(by: 0.001, demand: demand, load: 1) }
        #expect((belt.incline - .percentGrade(2)).magnitude < .percentGrade(0.001))
        for _ in 0..<40_000 { belt.step(by: 0.001, demand: demand, load: 1) }
        #expect(belt.incline == .percentGrade(15))
    }

    @Test("The load cell is as noisy as stated and drifts to where it is stated to")
    func loadCell() {
        var cell = LoadCellModel(parameters: LoadCellParameters(), seed: 5)
        var sum = 0.0
        var squares = 0.0
        for _ in 0..<10_000 {
            cell.step(by: 0.001, force: .newtons(200))
            sum += cell.reading.newtons - 200
            squares += (cell.reading.newtons - 200) * (cell.reading.newtons - 200)
        }
        #expect((sum / 10_000).magnitude < 0.2)
        #expect(((squares / 10_000).squareRoot() - 2).magnitude < 0.1)
        for _ in 0..<3_000_000 { cell.step(by: 0.001, force: .zero) }
        #expect((cell.reading - .newtons(5)).magnitude < .newtons(7.1))
        for _ in 0..<3 { cell.step(by: 0.001, force: .newtons(2500)) }
        #expect(cell.isOverloaded)
        #expect(cell.reading == .newtons(2000))
    }
}
