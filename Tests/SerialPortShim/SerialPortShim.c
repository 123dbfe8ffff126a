// Lets libserialport open a pseudo-terminal, which has no modem lines, and counts what a thread asks of the system.
//
// These functions stand in the test program itself, so that the libraries which it loads find them before those of the
// C library. They are for tests only and do what the real ones do, but for this: a question after modem lines that a
// terminal does not have is answered as if none were set, and setting them has no effect.

#define _GNU_SOURCE
#include "SerialPortShim.h"

#include <dlfcn.h>
#include <errno.h>
#include <poll.h>
#include <stdarg.h>
#include <stddef.h>
#include <sys/ioctl.h>
#include <sys/select.h>
#include <unistd.h>

static __thread unsigned long calls;

unsigned long serial_port_shim_calls(void) {
    unsigned long counted = calls;
    calls = 0;
    return counted;
}

static void *next_function(const char *name) { return dlsym(RTLD_NEXT, name); }

int ioctl(int descriptor, unsigned long request, ...) {
    static int (*next)(int, unsigned long, ...);
    if (next == NULL) next = (int (*)(int, unsigned long, ...))next_function("ioctl");
    va_list arguments;
    va_start(arguments, request);
    void *argument = va_arg(arguments, void *);
    va_end(arguments);
    calls++;
    int result = next(descriptor, request, argument);
    if (result == 0 || errno != ENOTTY || !isatty(descriptor)) return result;
    switch (request) {
    case TIOCMGET:
        *(int *)argument = 0;
        return 0;
    case TIOCMBIS:
    case TIOCMBIC:
    case TIOCMSET:
        return 0;
    default:
        errno = ENOTTY;
        return result;
    }
}

ssize_t read(int descriptor, void *buffer, size_t count) {
    static ssize_t (*next)(int, void *, size_t);
    if (next == NULL) next = (ssize_t(*)(int, void *, size_t))next_function("read");
    calls++;
    return next(descriptor, buffer, count);
}

int poll(struct pollfd *descriptors, nfds_t count, int milliseconds) {
    static int (*next)(struct pollfd *, nfds_t, int);
    if (next == NULL) next = (int (*)(struct pollfd *, nfds_t, int))next_function("poll");
    calls++;
    return next(descriptors, count, milliseconds);
}

int ppoll(struct pollfd *descriptors, nfds_t count, const struct timespec *time, const sigset_t *signals) {
    static int (*next)(struct pollfd *, nfds_t, const struct timespec *, const sigset_t *);
    if (next == NULL) {
        next = (int (*)(struct pollfd *, nfds_t, const struct timespec *, const sigset_t *))next_function("ppoll");
    }
    calls++;
    return next(descriptors, count, time, signals);
}

int select(int count, fd_set *reading, fd_set *writing, fd_set *failing, struct timeval *time) {
    static int (*next)(int, fd_set *, fd_set *, fd_set *, struct timeval *);
    if (next == NULL) {
        next = (int (*)(int, fd_set *, fd_set *, fd_set *, struct timeval *))next_function("select");
    }
    calls++;
    return next(count, reading, writing, failing, time);
}
