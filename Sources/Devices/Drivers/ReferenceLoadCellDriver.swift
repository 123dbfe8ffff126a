import DeviceProtocols
import TreadmillControl

/// Reads the reference rig's load cell.
final class ReferenceLoadCellDriver: ModbusDevice {
    let name = "load cell"
    private let unit: UInt8
    private let readings: Mailbox<LoadCellReading?>
    private var samples = SampleClock()

    init(unit: UInt8, readings: Mailbox<LoadCellReading?>) {
        self.unit = unit
        self.readings = readings
    }

    func setUp(_ line: inout ModbusContext) throws(BusProblem) {}

    func exchange(_ line: inout ModbusContext, command: AdmittedCommand?) throws(BusProblem) {
        let begin = MonotonicClock.now()
        let registers = try line.readInput(
            unit: unit, address: ReferenceLoadCell.address, count: ReferenceLoadCell.count)
        let sample = try decoding { () throws(DecodingProblem) in try ReferenceLoadCell.Sample(registers: registers) }
        readings.put(
            LoadCellReading(
                sampledAt: samples.date(sample.sampleCounter, at: begin),
                supportForceMeasured: sample.supportForceMeasured, status: sample.word.deviceStatus))
    }

    func lost() {}
}
