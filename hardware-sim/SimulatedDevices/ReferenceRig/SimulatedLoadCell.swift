import DeviceProtocols
import RigSimulation
import TreadmillControl

/// The load cell amplifier of the reference rig between its registers and the rope. Register map:
/// ``ReferenceLoadCell``.
public struct SimulatedLoadCell: RegisterDevice, Sendable {
    private var force = Force.zero
    private var status: ReferenceLoadCell.StatusWord = .ready
    private var sampleCounter: UInt16 = 0

    public init() {}

    /// Takes a new sample; `forced` stands in for what the cell feels.
    mutating func sample(_ cell: LoadCellModel, hasFault: Bool, forced: Force?) {
        force = forced ?? cell.reading
        status = hasFault ? .fault : .ready
        if cell.isOverloaded { status.insert(.overload) }
        sampleCounter &+= 1
    }

    public func readInputRegisters(_ range: Range<Int>) throws(ModbusException) -> [UInt16] {
        guard range.upperBound <= ReferenceLoadCell.count else { throw .illegalDataAddress }
        let words = RegisterCoding.words(of: Float(force.newtons))
        return Array([words.high, words.low, status.rawValue, sampleCounter][range])
    }
}
