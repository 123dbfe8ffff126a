/// How far a device has come on its way from its maker into a machine.
public enum Commissioning: Sendable {
    /// As its maker ships it: with the parameters of the factory, and where those say so without a word on the line.
    case asShipped
    /// As the builder of the machine has set it: as the head of its profile asks for, with ramps as steep as the
    /// controller's limits, a stored watchdog of half a second, and an axis that somebody has homed since it got power.
    case byBuilder
}
