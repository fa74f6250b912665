/* fanout SOCKET SUBSCRIBERS CHANGES BASE: so many connections watch while one more creates organizations, one at a
   time, named from BASE on. Measures from a request to its answer, and to the moment when the last subscriber has been
   told. One JSON line. */
#include <poll.h>
#include <unistd.h>

#include "address.h"
#include "latency.h"

static void say(int socket_, const char *text) {
  if (send(socket_, text, strlen(text), MSG_NOSIGNAL) != (ssize_t)strlen(text)) {
    perror("send");
    exit(3);
  }
}

/* Reads what there is; the number of lines that ended. */
static int lines(int socket_) {
  char buffer[16384];
  ssize_t count = read(socket_, buffer, sizeof buffer);
  if (count <= 0) {
    fprintf(stderr, "the server hung up\n");
    exit(3);
  }
  int ended = 0;
  for (ssize_t i = 0; i < count; i++) ended += buffer[i] == '\n';
  return ended;
}

int main(int count, char **words) {
  if (count != 5) {
    fprintf(stderr, "usage: fanout SOCKET SUBSCRIBERS CHANGES BASE\n");
    return 2;
  }
  int subscribers = atoi(words[2]), changes = atoi(words[3]);
  long base = atol(words[4]);
  struct pollfd *ends = calloc((size_t)subscribers + 1, sizeof *ends);
  for (int i = 0; i <= subscribers; i++) {
    ends[i] = (struct pollfd){.fd = connect_to(words[1]), .events = POLLIN};
    if (i == subscribers) break;
    say(ends[i].fd, "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"watch.start\",\"params\":{}}\n");
    while (!lines(ends[i].fd)) continue;
  }
  int writer = subscribers;
  Latencies answered = {0}, told = {0};
  for (int i = 0; i < changes; i++) {
    char request[256];
    snprintf(request, sizeof request,
             "{\"jsonrpc\":\"2.0\",\"id\":%d,\"method\":\"organization.create\","
             "\"params\":{\"values\":{\"name\":\"fan-%ld\"}}}\n",
             i, base + i);
    uint64_t start = now();
    say(ends[writer].fd, request);
    for (int missing = subscribers + 1; missing > 0;) {
      if (poll(ends, (nfds_t)subscribers + 1, 60000) <= 0) {
        fprintf(stderr, "nothing for a minute: %d were not told of change %d\n", missing, i);
        return 3;
      }
      for (int k = 0; k <= subscribers; k++) {
        if (!ends[k].revents) continue;
        int ended = lines(ends[k].fd);
        missing -= ended;
        if (k == writer && ended) latencies_add(&answered, now() - start);
      }
    }
    latencies_add(&told, now() - start);
  }
  printf("{\"subscribers\":%d,\"changes\":%d,", subscribers, changes);
  latencies_print(&answered, "answered_");
  printf(",");
  latencies_print(&told, "");
  printf("}\n");
}
