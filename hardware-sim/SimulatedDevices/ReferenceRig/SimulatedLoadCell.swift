import DeviceProtocols
import RigSimulation
import TreadmillControl

/// The load cell amplifier of the reference rig between its registers and the rope. Register map:
/// ``ReferenceLoadCell``.
public struct SimulatedLoadCell: SimulatedLoadCellAmplifier {
    private var force = Force.zero
    private var status: ReferenceLoadCell.StatusWord = .ready
    private var counter = SampleCounter()
    private var sampleCounter: UInt16 = 0

    public init() {}

    public mutating func take(_ sample: DeviceSample, at now: MonotonicInstant, conditions: AmplifierConditions) {
        force = .newtons(sample.main)
        status = conditions.hasFault ? .fault : .ready
        if conditions.isOverloaded { status.insert(.overload) }
        if conditions.isUnpowered { counter.restart() }
        sampleCounter = counter.register(for: sample.sampledAt)
    }

    public func readInputRegisters(_ range: Range<Int>) throws(ModbusException) -> [UInt16] {
        guard range.upperBound <= ReferenceLoadCell.count else { throw .illegalDataAddress }
        let words = RegisterCoding.words(of: Float(force.newtons))
        return Array([words.high, words.low, status.rawValue, sampleCounter][range])
    }
}
