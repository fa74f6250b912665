#pragma once
#include <stddef.h>
#include <stdint.h>

// The calls of Linux that the platform's Swift module lacks. This header uses only integers and its own structures: a
// system header would export its types too, and the module that owns those types would depend on the build.

/// accept4(2) with SOCK_CLOEXEC | SOCK_NONBLOCK. Returns the descriptor, or -errno.
int linux_accept(int listener);

/// Credentials of the peer of a Unix socket, as SO_PEERCRED of unix(7) reports them.
struct linux_peer {
  uint32_t uid;
  uint32_t gid;
  int32_t pid;
};

/// Returns 0, or -errno.
int linux_peer_of(int socket, struct linux_peer *peer);

/// SOCK_STREAM of socket(2).
extern const int linux_stream;

/// Makes a Unix stream socket with SOCK_CLOEXEC | SOCK_NONBLOCK. Returns the descriptor, or -errno.
int linux_unix_socket(void);

/// How many descriptors `linux_receive` takes with one read.
#define LINUX_DESCRIPTORS_MAX 4

/// recv(2) of a Unix socket, with the descriptors that the peer sent (SCM_RIGHTS of unix(7)), which are close-on-exec. Of
/// more than LINUX_DESCRIPTORS_MAX, the rest is closed. Returns the number of bytes, or -errno; sets `count` to the number
/// of descriptors.
intptr_t linux_receive(int socket, void *bytes, size_t size, int *descriptors, int *count);

/// send(2) without waiting and without SIGPIPE, with a descriptor. Returns the number of bytes, or -errno. The descriptor
/// was sent if at least one byte was.
intptr_t linux_send_descriptor(int socket, const void *bytes, size_t size, int descriptor);

/// Names the calling thread, as ps and gdb show it: at most 15 bytes.
void linux_name_thread(const char *name);

/// eventfd(2), close-on-exec, with this count at the start. Returns the descriptor, or -errno.
int linux_event_counter(uint32_t count);

/// timerfd_create(2), which fires once in so many nanoseconds of CLOCK_MONOTONIC. Returns the descriptor, or -errno.
int linux_periodic_timer(int64_t nanoseconds);

/// signalfd(2), close-on-exec and non-blocking. The caller must block the signals. Returns the descriptor, or -errno.
int linux_signal_events(const int *signals, int count);

/// Returns the next signal of a descriptor from `linux_signal_events`, or 0 if none is pending.
int linux_next_signal(int descriptor);

/// An event of epoll(7). The layout is that of `struct epoll_event`.
struct linux_event {
  uint32_t events;
  uint64_t token;
}
#ifdef __x86_64__
__attribute__((packed))
#endif
;

extern const uint32_t linux_event_in, linux_event_out, linux_event_hang_up, linux_event_error;

/// Returns the descriptor, or -errno.
int linux_poll_create(void);

enum linux_poll_operation { linux_poll_add, linux_poll_change, linux_poll_remove };

/// Returns 0, or -errno.
int linux_poll_control(int poll, enum linux_poll_operation operation, int descriptor, uint32_t events, uint64_t token);

/// Returns the number of events, or -errno.
int linux_poll_wait(int poll, struct linux_event *events, int count, int milliseconds);

/// Returns 1 if `bytes` contains `word`, else 0. Uses memmem(3), a GNU extension.
int linux_contains(const void *bytes, size_t count, const void *word, size_t word_count);

/// open(2) with O_TMPFILE: a file without a name, for reading and writing, of mode 0600. Returns the descriptor, or -errno.
int linux_open_nameless(const char *folder);

/// memfd_create(2): a file in memory, of mode 0600. Returns the descriptor, or -errno.
int linux_memory_file(const char *name);

/// Opens /dev/null on each of the descriptors 0 to 2 that is closed, so that no file or socket gets its number.
/// Descriptor 0 is opened for writing, and 1 and 2 for reading: using them fails with EBADF, as on a closed descriptor.
/// Call this before anything else is opened. Returns 0, or -errno.
int linux_open_standard_descriptors(void);

/// The calling thread, and no other, then accesses files as this user, with these supplementary groups (setfsuid(2),
/// setgroups(2)). The caller must be root. Returns 0, or -errno.
int linux_act_as(uint32_t user, uint32_t group, const uint32_t *groups, int count);

/// The calling thread, and no other, then has this effective user and group, and these supplementary groups
/// (setresuid(2), setgroups(2)). The process must have been started by root. Returns 0, or -errno.
int linux_become(uint32_t user, uint32_t group, const uint32_t *groups, int count);

/// Makes the allocator give allocations of 128 KiB and more back to the system as soon as they are freed (M_MMAP_THRESHOLD
/// of mallopt(3)). Without it, that size grows with each large allocation that is freed, up to 32 MiB.
void linux_return_large_memory(void);
