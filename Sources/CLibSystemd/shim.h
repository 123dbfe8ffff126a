// Lets Swift import the notification half of libsystemd (Debian: libsystemd-dev).
// sd_notify tells the service manager READY, STATUS, WATCHDOG and STOPPING.
#pragma once
#include <systemd/sd-daemon.h>
