import DeviceProtocols
import TreadmillControl

/// Reads the reference rig's load cell.
///
/// Its answers carry no number and echo nothing, so on an RTU line a late answer looks like one to the next request.
/// The sample counter tells them apart: see ``SampleClock``.
final class ReferenceLoadCellDriver: ModbusDevice {
    let name = "load cell"
    private let unit: UInt8
    private let readings: Mailbox<LoadCellReading?>
    private var samples = SampleClock(period: ReferenceLoadCell.samplePeriod)

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
        let end = MonotonicClock.now()
        guard let date = try samples.date(sample.sampleCounter, from: begin, to: end) else { return }
        readings.put(
            LoadCellReading(
                sampledAt: date, supportForceMeasured: sample.supportForceMeasured, status: sample.word.deviceStatus))
    }

    func lost() {}
}
