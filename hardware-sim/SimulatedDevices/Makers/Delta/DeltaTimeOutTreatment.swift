/// What Delta's inverters do after a communication time-out: P9.03 of the GS4, Pr. 09-02 of the MS300.
enum DeltaTimeOutTreatment: UInt16, Sendable {
    case warnAndContinue = 0
    case warnAndRampToStop = 1
    case warnAndCoastToStop = 2
    /// As shipped.
    case ignore = 3

    /// The number of the warning CE10, from memory.
    static let warning: UInt16 = 5
}
