/* echo PATH epoll|block: answers what it gets, the floor of every server on a Unix socket. With `epoll` it serves many
   connections in one thread, as a server has to; with `block` one at a time, with one system call less. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static char buffer[1 << 18];

static int echo_once(int client) {
  ssize_t count = read(client, buffer, sizeof buffer);
  if (count < 0 && errno == EAGAIN) return 1;
  for (ssize_t sent = 0; count > 0 && sent < count;) {
    ssize_t more = send(client, buffer + sent, (size_t)(count - sent), MSG_NOSIGNAL);
    if (more < 0 && errno != EAGAIN) return 0;
    if (more > 0) sent += more;
  }
  return count > 0;
}

static void serve_one_at_a_time(int listener) {
  for (;;) {
    int client = accept(listener, NULL, NULL);
    while (echo_once(client)) continue;
    close(client);
  }
}

static void serve_many(int listener) {
  int queue = epoll_create1(0);
  struct epoll_event event = {.events = EPOLLIN, .data.fd = listener}, events[256];
  epoll_ctl(queue, EPOLL_CTL_ADD, listener, &event);
  for (;;) {
    int count = epoll_wait(queue, events, 256, -1);
    for (int i = 0; i < count; i++) {
      int client = events[i].data.fd;
      if (client == listener) {
        event.data.fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK);
        epoll_ctl(queue, EPOLL_CTL_ADD, event.data.fd, &event);
      } else if (!echo_once(client)) {
        close(client);
      }
    }
  }
}

int main(int count, char **words) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  if (count != 3 || strlen(words[1]) >= sizeof address.sun_path) {
    fprintf(stderr, "usage: echo PATH epoll|block\n");
    return 2;
  }
  strcpy(address.sun_path, words[1]);
  unlink(words[1]);
  int listener = socket(AF_UNIX, SOCK_STREAM, 0);
  if (bind(listener, (struct sockaddr *)&address, sizeof address) || listen(listener, 256)) {
    perror(words[1]);
    return 1;
  }
  if (!strcmp(words[2], "block")) serve_one_at_a_time(listener);
  else serve_many(listener);
}
