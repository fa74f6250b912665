#define _GNU_SOURCE
#include "CLinux.h"

#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <pthread.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/fsuid.h>
#include <sys/mman.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <unistd.h>

static int checked(int result) { return result < 0 ? -errno : result; }

int linux_accept(int listener) { return checked(accept4(listener, 0, 0, SOCK_CLOEXEC | SOCK_NONBLOCK)); }

int linux_peer_of(int socket, struct linux_peer *peer) {
  struct ucred credentials;
  socklen_t length = sizeof credentials;
  if (getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &credentials, &length) < 0) return -errno;
  peer->uid = credentials.uid;
  peer->gid = credentials.gid;
  peer->pid = credentials.pid;
  return 0;
}

const int linux_stream = SOCK_STREAM;

int linux_unix_socket(void) { return checked(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)); }

union control {
  struct cmsghdr header;
  char bytes[CMSG_SPACE(LINUX_DESCRIPTORS_MAX * sizeof(int))];
};

intptr_t linux_receive(int socket, void *bytes, size_t size, int *descriptors, int *count) {
  struct iovec part = {.iov_base = bytes, .iov_len = size};
  union control control;
  struct msghdr message = {
      .msg_iov = &part, .msg_iovlen = 1, .msg_control = control.bytes, .msg_controllen = sizeof control.bytes};
  *count = 0;
  ssize_t received = recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
  if (received < 0) return -errno;
  if (message.msg_controllen == 0) return received;
  for (struct cmsghdr *part = CMSG_FIRSTHDR(&message); part; part = CMSG_NXTHDR(&message, part)) {
    if (part->cmsg_level != SOL_SOCKET || part->cmsg_type != SCM_RIGHTS) continue;
    size_t length = part->cmsg_len - CMSG_LEN(0);
    memcpy(descriptors, CMSG_DATA(part), length);
    *count = (int)(length / sizeof(int));
  }
  return received;
}

intptr_t linux_send_descriptor(int socket, const void *bytes, size_t size, int descriptor) {
  struct iovec part = {.iov_base = (void *)bytes, .iov_len = size};
  union control control;
  memset(&control, 0, sizeof control);
  struct msghdr message = {
      .msg_iov = &part, .msg_iovlen = 1, .msg_control = control.bytes, .msg_controllen = CMSG_SPACE(sizeof(int))};
  struct cmsghdr *header = CMSG_FIRSTHDR(&message);
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  header->cmsg_len = CMSG_LEN(sizeof(int));
  memcpy(CMSG_DATA(header), &descriptor, sizeof(int));
  ssize_t sent = sendmsg(socket, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
  return sent < 0 ? -errno : sent;
}

void linux_name_thread(const char *name) { pthread_setname_np(pthread_self(), name); }

int linux_event_counter(uint32_t count) { return checked(eventfd(count, EFD_CLOEXEC)); }

int linux_periodic_timer(int64_t nanoseconds) {
  struct timespec each = {.tv_sec = nanoseconds / 1000000000, .tv_nsec = nanoseconds % 1000000000};
  struct itimerspec setting = {.it_interval = each, .it_value = each};
  int timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
  if (timer < 0) return -errno;
  if (timerfd_settime(timer, 0, &setting, 0) < 0) {
    int code = errno;
    close(timer);
    return -code;
  }
  return timer;
}

int linux_signal_events(const int *signals, int count) {
  sigset_t set;
  sigemptyset(&set);
  for (int i = 0; i < count; i++) sigaddset(&set, signals[i]);
  return checked(signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK));
}

int linux_next_signal(int descriptor) {
  struct signalfd_siginfo signal;
  return read(descriptor, &signal, sizeof signal) == sizeof signal ? (int)signal.ssi_signo : 0;
}

_Static_assert(sizeof(struct linux_event) == sizeof(struct epoll_event), "linux_event has the wrong size");
_Static_assert(offsetof(struct linux_event, token) == offsetof(struct epoll_event, data), "the token is misplaced");

const uint32_t linux_event_in = EPOLLIN, linux_event_out = EPOLLOUT;
const uint32_t linux_event_hang_up = EPOLLHUP, linux_event_error = EPOLLERR;

int linux_poll_create(void) { return checked(epoll_create1(EPOLL_CLOEXEC)); }

int linux_poll_control(int poll, enum linux_poll_operation operation, int descriptor, uint32_t events, uint64_t token) {
  static const int operations[] = {EPOLL_CTL_ADD, EPOLL_CTL_MOD, EPOLL_CTL_DEL};
  struct epoll_event event = {.events = events, .data.u64 = token};
  return checked(epoll_ctl(poll, operations[operation], descriptor, &event));
}

int linux_poll_wait(int poll, struct linux_event *events, int count, int milliseconds) {
  return checked(epoll_wait(poll, (struct epoll_event *)events, count, milliseconds));
}

int linux_contains(const void *bytes, size_t count, const void *word, size_t word_count) {
  return memmem(bytes, count, word, word_count) != NULL;
}

int linux_open_nameless(const char *folder) { return checked(open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600)); }

int linux_memory_file(const char *name) {
  int file = memfd_create(name, MFD_CLOEXEC);
  // It is made with mode 0777.
  if (file >= 0) fchmod(file, 0600);
  return checked(file);
}

int linux_open_standard_descriptors(void) {
  for (int number = 0; number <= 2; number++) {
    if (fcntl(number, F_GETFD) >= 0) continue;
    // open(2) returns the lowest free number. Without close-on-exec, a child inherits the descriptor.
    if (open("/dev/null", number == 0 ? O_WRONLY : O_RDONLY) != number) return -(errno ? errno : EBADF);
  }
  return 0;
}

int linux_act_as(uint32_t user, uint32_t group, const uint32_t *groups, int count) {
  // Only root may set groups, so the thread becomes root first. The C library's setgroups() would change all threads.
  setfsuid(0);
  if (syscall(SYS_setgroups, (size_t)count, groups) < 0) return -errno;
  setfsgid(group);
  setfsuid(user);
  // Both calls return the previous id, and never report an error: setfsuid(2). An id of -1 changes nothing.
  if ((uint32_t)setfsgid(-1) != group || (uint32_t)setfsuid(-1) != user) return -EPERM;
  return 0;
}

int linux_become(uint32_t user, uint32_t group, const uint32_t *groups, int count) {
  // The C library's functions would change all threads. An id of -1 changes nothing (setresuid(2)).
  if (syscall(SYS_setresuid, -1, 0, -1) < 0) return -errno;
  if (syscall(SYS_setgroups, (size_t)count, groups) < 0 || syscall(SYS_setresgid, -1, group, -1) < 0 ||
      syscall(SYS_setresuid, -1, user, -1) < 0)
    return -errno;
  return 0;
}

void linux_return_large_memory(void) {
  mallopt(M_MMAP_THRESHOLD, 128 << 10);
  mallopt(M_TRIM_THRESHOLD, 1 << 20);
}
