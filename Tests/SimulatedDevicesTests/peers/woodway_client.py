"""Drives the simulated Woodway with the PyPI package `pywoodway`, on the pseudo-terminal that the simulator serves.

usage: woodway_client.py PATH
"""
import sys
import time

from pywoodway.treadmill import Treadmill


def expect(condition, what):
    if not condition:
        sys.exit("not as expected: " + what)


def wait_for(condition, what):
    deadline = time.monotonic() + 30
    while not condition():
        expect(time.monotonic() < deadline, what)


def main():
    # Opening it tests the line and stops the belt; the package itself waits for ever for an answer.
    treadmill = Treadmill(sys.argv[1])
    treadmill.comport.timeout = 5
    expect(treadmill.test_treadmill() is True, f"the line is tested: {treadmill.last_error}")
    expect(treadmill.get_fw_rev() > 0xFFFF, f"firmware: {treadmill.get_fw_rev()}")
    expect(treadmill.get_speed() == 0 and treadmill.get_elevation() == 0, "belt stands, deck is level")

    expect(treadmill.start_belt(timer=True) is True, "belt starts under its timer")
    expect(treadmill.set_speed(3.0) is True, "speed is set")
    expect(treadmill.set_elevation(1.0) is True, "grade is set")
    # Asking is enough to keep the timer from acting.
    wait_for(lambda: treadmill.get_speed() >= 2.9, "belt comes up to speed")
    wait_for(lambda: treadmill.get_elevation() == 1.0, "deck goes up")
    expect(treadmill.set_speed(15.5) is False, "a speed that the belt does not reach is refused")
    expect(treadmill.last_error[0] == b"\xbe", f"refusal: {treadmill.last_error}")
    expect(treadmill.stop_belt() is True, "stop is heard")
    wait_for(lambda: treadmill.get_speed() == 0, "belt comes to rest")
    wait_for(lambda: treadmill.get_elevation() == 0, "deck comes down")

    # Under its timer, a belt that nobody talks to stops.
    expect(treadmill.start_belt(timer=True) is True, "belt starts again")
    treadmill.set_speed(2.0)
    wait_for(lambda: treadmill.get_speed() >= 1.9, "belt comes up to speed again")
    time.sleep(3)
    expect(treadmill.set_speed(2.0) is False, "the timer has run out")
    expect(treadmill.last_error[0] == b"\xbd", f"and is told: {treadmill.last_error}")
    expect(treadmill.get_speed() == 0, "belt stands after the silence")

    # Without it, it runs on.
    expect(treadmill.start_belt(timer=False) is True, "belt starts without its timer")
    treadmill.set_speed(2.0)
    time.sleep(4)
    expect(treadmill.get_speed() >= 1.9, "belt runs on in silence")
    expect(treadmill.disengage_belt() is True, "drive lets go")
    wait_for(lambda: treadmill.get_speed() == 0, "belt comes to rest without power")

    # A set-speed exchange is six bytes of 4800 baud: 12.5 ms, and no less.
    begin = time.monotonic()
    for _ in range(20):
        expect(treadmill.set_speed(0.1) is True, "speed is set")
    expect(time.monotonic() - begin >= 20 * 0.0125, "exchanges take their time on the wire")
    treadmill.close()
    print("ok")


main()
