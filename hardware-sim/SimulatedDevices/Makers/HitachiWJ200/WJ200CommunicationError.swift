/// What a WJ200 does after a communication time-out, C076.
enum WJ200CommunicationError: UInt16, Sendable {
    /// Trips with E41 at once: the motor coasts.
    case trip = 0
    /// Decelerates, and trips when it stands.
    case decelerateAndTrip = 1
    /// As shipped.
    case ignore = 2
    /// Coasts, without a trip.
    case freeRun = 3
    /// Decelerates, without a trip.
    case decelerate = 4
}
