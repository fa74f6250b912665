#pragma once
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <sys/timerfd.h>

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

/// SOCK_STREAM of socket(2), which the platform's module leaves out.
extern const int linux_stream;

/// A Unix stream socket with SOCK_CLOEXEC | SOCK_NONBLOCK; the descriptor, or -errno.
int linux_unix_socket(void);

/// Names the calling thread, as ps and gdb show it: at most 15 bytes.
void linux_name_thread(const char *name);
