/* Connecting to a Unix stream socket; failing is the end. */
#ifndef ADDRESS_H
#define ADDRESS_H
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

static inline int connect_to(const char *path) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  if (strlen(path) >= sizeof address.sun_path) {
    fprintf(stderr, "'%s' is too long for the path of a socket\n", path);
    exit(2);
  }
  strcpy(address.sun_path, path);
  int socket_ = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (socket_ < 0 || connect(socket_, (struct sockaddr *)&address, sizeof address)) {
    perror(path);
    exit(2);
  }
  return socket_;
}
#endif
