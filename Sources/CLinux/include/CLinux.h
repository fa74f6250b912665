#pragma once
#include <stddef.h>
#include <stdint.h>

// What the platform's Swift module leaves out of Linux. Only integers and structures of its own stand here: the system's
// headers would bring their types along, and which module owns those then depends on the build.

/// accept4(2) with SOCK_CLOEXEC | SOCK_NONBLOCK; the descriptor, or -errno.
int linux_accept(int listener);

/// Credentials of the peer of a Unix socket, as SO_PEERCRED of unix(7) reports them.
struct linux_peer {
  uint32_t uid;
  uint32_t gid;
  int32_t pid;
};

/// 0, or -errno.
int linux_peer_of(int socket, struct linux_peer *peer);

/// SOCK_STREAM of socket(2).
extern const int linux_stream;

/// A Unix stream socket with SOCK_CLOEXEC | SOCK_NONBLOCK; the descriptor, or -errno.
int linux_unix_socket(void);

/// Names the calling thread, as ps and gdb show it: at most 15 bytes.
void linux_name_thread(const char *name);

/// eventfd(2), close-on-exec, that starts with a count; the descriptor, or -errno.
int linux_event_counter(uint32_t count);

/// timerfd_create(2) that fires every so many nanoseconds of CLOCK_MONOTONIC; the descriptor, or -errno.
int linux_periodic_timer(int64_t nanoseconds);

/// signalfd(2), close-on-exec and non-blocking, of these signals, which the caller blocks; the descriptor, or -errno.
int linux_signal_events(const int *signals, int count);

/// The next signal of such a descriptor; 0 when there is none.
int linux_next_signal(int descriptor);

/// What epoll(7) tells of a descriptor: laid out as the system's structure.
struct linux_event {
  uint32_t events;
  uint64_t token;
}
#ifdef __x86_64__
__attribute__((packed))
#endif
;

extern const uint32_t linux_event_in, linux_event_out, linux_event_hang_up, linux_event_error;

/// The descriptor, or -errno.
int linux_poll_create(void);

enum linux_poll_operation { linux_poll_add, linux_poll_change, linux_poll_remove };

/// 0, or -errno.
int linux_poll_control(int poll, enum linux_poll_operation operation, int descriptor, uint32_t events, uint64_t token);

/// The number of events, or -errno.
int linux_poll_wait(int poll, struct linux_event *events, int count, int milliseconds);

/// Whether `word` stands somewhere in `bytes` (memmem(3), which is GNU's own).
int linux_contains(const void *bytes, size_t count, const void *word, size_t word_count);

/// Opens /dev/null on each of the descriptors 0 to 2 that is closed, so that no file or socket gets its number. It is open
/// the wrong way round: reading from 0 and writing to 1 or 2 fail with EBADF, as on a closed descriptor. To be called
/// before anything is opened. 0, or -errno.
int linux_open_standard_descriptors(void);

/// Lets the calling thread, and no other, reach files as this user does, with these further groups (setfsuid(2),
/// setgroups(2)); for root. 0, or -errno.
int linux_act_as(uint32_t user, uint32_t group, const uint32_t *groups, int count);
