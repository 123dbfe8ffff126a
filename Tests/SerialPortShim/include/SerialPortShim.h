#ifndef SERIAL_PORT_SHIM_H
#define SERIAL_PORT_SHIM_H

/// Calls of poll, ppoll, select, read and ioctl that this thread has made since it was asked last.
unsigned long serial_port_shim_calls(void);

#endif
