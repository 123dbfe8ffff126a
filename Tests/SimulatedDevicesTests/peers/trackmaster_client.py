"""Drives the simulated TrackMaster with the PyPI package `trackmaster`, through a terminal that socat makes.

usage: trackmaster_client.py HOST PORT FOLDER
"""
import os
import subprocess
import sys
import time

from trackmaster import Treadmill


def expect(condition, what):
    if not condition:
        sys.exit("not as expected: " + what)


def main():
    host, port, folder = sys.argv[1:4]
    path = os.path.join(folder, "treadmill")
    bridge = subprocess.Popen(["socat", f"pty,raw,echo=0,link={path}", f"tcp:{host}:{port}"])
    try:
        while not os.path.exists(path):
            expect(bridge.poll() is None, "socat runs")
            time.sleep(0.01)
        treadmill = Treadmill(path)
        expect(treadmill.get_set_speed() == 0, "nothing set")
        treadmill.incline = 1.0
        expect(treadmill.get_set_incline() == 1.0, "incline is set")
        # The package starts the belt without communication-disconnect-stop, and reports that as running.
        treadmill.speed = 3.0
        expect(treadmill.get_set_speed() == 3.0, "speed is set")
        expect(treadmill._status_request("0", 1) == 3, "belt runs unguarded")
        deadline = time.monotonic() + 30
        while treadmill.get_actual_speed() < 2.9:
            expect(time.monotonic() < deadline, "belt comes up to speed")
        treadmill.stop_belt()
        while treadmill._status_request("0", 1) != 1:
            expect(time.monotonic() < deadline, "belt stops")
        expect(treadmill.get_actual_speed() == 0, "belt stands")

        # A set-speed exchange is six bytes of 4800 baud: 12.5 ms, and no less.
        begin = time.monotonic()
        for _ in range(10):
            treadmill._command("3", data="0000")
        expect(time.monotonic() - begin >= 10 * 0.0125, "exchanges take their time on the wire")
    finally:
        bridge.terminate()
        bridge.wait()
    print("ok")


main()
