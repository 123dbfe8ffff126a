"""Drives the simulated TrackMaster with the PyPI package `trackmaster`, on the pseudo-terminal that the simulator serves.

usage: trackmaster_terminal.py PATH
"""
import sys
import time

from trackmaster import Treadmill


def expect(condition, what):
    if not condition:
        sys.exit("not as expected: " + what)


def main():
    treadmill = Treadmill(sys.argv[1])
    expect(treadmill.get_set_speed() == 0, "nothing set")
    treadmill.incline = 1.5
    expect(treadmill.get_set_incline() == 1.5, "incline is set")
    # The package starts the belt without communication-disconnect-stop, and reports nothing but that as running.
    treadmill.speed = 3.0
    expect(treadmill.get_set_speed() == 3.0, "speed is set")
    expect(treadmill.belt_running, "belt runs, and the package knows it")
    deadline = time.monotonic() + 30
    while treadmill.get_actual_speed() < 2.9:
        expect(time.monotonic() < deadline, "belt comes up to speed")
    treadmill.auto_stop()
    while treadmill.get_actual_speed() > 0 or treadmill.belt_running:
        expect(time.monotonic() < deadline, "belt stops")

    # A set-speed exchange is six bytes of 4800 baud: 12.5 ms, and no less.
    begin = time.monotonic()
    for _ in range(20):
        treadmill._command("3", data="0000")
    expect(time.monotonic() - begin >= 20 * 0.0125, "exchanges take their time on the wire")

    # A second client on the same line, once the first has gone.
    treadmill.device.close()
    again = Treadmill(sys.argv[1])
    expect(again.get_set_incline() == 0, "the stop has levelled the deck")
    print("ok")


main()
