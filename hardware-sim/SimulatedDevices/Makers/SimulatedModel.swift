import RigSimulation
import TreadmillControl

/// The models of devices on Modbus lines that can be simulated. The raw value is the name of the model.
public enum SimulatedModel: String, CaseIterable, Sendable {
    case referenceInverter = "reference-inverter"
    case siemensV20 = "siemens-v20"
    case automationDirectGS4 = "automationdirect-gs4"
    case deltaMS300 = "delta-ms300"
    case hitachiWJ200 = "hitachi-wj200"
    case referenceHoist = "reference-hoist"
    case iaiRoboCylinder = "iai-robocylinder"
    case referenceLoadCell = "reference-load-cell"
    case flintecDAD141 = "flintec-dad141"
    case pavoneDAT400 = "pavone-dat-400"

    /// A belt drive of this model, at rest; `nil` if the model is none.
    ///
    /// - Parameter calibration: belt speed for each hertz of output frequency, m/s; positive. The reference inverter
    ///   counts in millimetres per second and needs none.
    public func belt(
        parameters: BeltParameters = BeltParameters(), calibration: Double, commissioning: Commissioning = .byBuilder
    ) -> (any SimulatedBelt)? {
        switch self {
        case .referenceInverter: SimulatedBeltDrive(parameters: parameters)
        case .siemensV20:
            SiemensV20(parameters: parameters, speedPerHertz: calibration, commissioning: commissioning)
        case .automationDirectGS4:
            AutomationDirectGS4(parameters: parameters, speedPerHertz: calibration, commissioning: commissioning)
        case .deltaMS300:
            DeltaMS300(parameters: parameters, speedPerHertz: calibration, commissioning: commissioning)
        case .hitachiWJ200:
            HitachiWJ200(parameters: parameters, speedPerHertz: calibration, commissioning: commissioning)
        case .referenceHoist, .iaiRoboCylinder, .referenceLoadCell, .flintecDAD141, .pavoneDAT400: nil
        }
    }

    /// A hoist axis of this model; `nil` if the model is none.
    public func hoist(
        parameters: HoistParameters = HoistParameters(), commissioning: Commissioning = .byBuilder
    ) -> (any SimulatedHoistAxis)? {
        switch self {
        case .referenceHoist: SimulatedHoist(parameters: parameters)
        case .iaiRoboCylinder: IAIRoboCylinder(parameters: parameters, commissioning: commissioning)
        case .referenceInverter, .siemensV20, .automationDirectGS4, .deltaMS300, .hitachiWJ200, .referenceLoadCell,
            .flintecDAD141, .pavoneDAT400:
            nil
        }
    }

    /// A load cell amplifier of this model, calibrated; `nil` if the model is none.
    ///
    /// - Parameter calibration: force for one of what its profile reads, N; positive. That is the float of the DAD 141,
    ///   whose integers count tenths of it, and a count of the DAT 400. The reference amplifier reads in newtons and
    ///   needs none.
    public func loadCell(
        parameters: LoadCellParameters = LoadCellParameters(), calibration: Double
    ) -> (any SimulatedLoadCellAmplifier)? {
        switch self {
        case .referenceLoadCell: SimulatedLoadCell()
        case .flintecDAD141: FlintecDAD141(newtonsPerCount: calibration / 10, decimals: 1, range: parameters.range)
        case .pavoneDAT400: PavoneDAT400(newtonsPerCount: calibration, range: parameters.range)
        case .referenceInverter, .siemensV20, .automationDirectGS4, .deltaMS300, .hitachiWJ200, .referenceHoist,
            .iaiRoboCylinder:
            nil
        }
    }
}
