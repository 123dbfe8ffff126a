/// Why a Hitachi WJ200 has tripped, by its error codes ("E21" is 21). E12, E37 and E41 from memory.
enum WJ200Trip: UInt16, Sendable {
    /// The external trip, by a terminal or by its coil.
    case external = 12
    /// The motor or the inverter is too hot.
    case thermal = 21
    /// The safe stop by its terminals.
    case safeStop = 37
    /// Nothing was heard for the time-out.
    case communication = 41
}
