/* load: sends requests to a server on a Unix stream socket, awaits each answer, and prints rate and latencies as one
   JSON line. Answers come in the order of the requests of their connection.

   --socket PATH      the server                     --template T       the request (template.h); several take turns
   --requests N       so many are measured           --warm N           so many before (a twentieth of those)
   --connections N    at the same time (1)           --depth N          unanswered per connection (1)
   --frame F          line, json or resp (line)      --base N           for {SEQ} (0)
   --fail TEXT        an answer with it is a failure --expect TEXT      an answer without it is one
   --server PID       whose processor time is told

   One connection with one request at a time blocks in read; everything else waits in epoll. Failures end with status 1,
   a server that hangs up or says nothing for a minute with 3. */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "address.h"
#include "frame.h"
#include "latency.h"
#include "template.h"

typedef struct {
  int socket;
  Bytes in, out;
  size_t in_offset, out_offset;
  FrameState state;
  uint64_t *starts; /* a ring of `depth` */
  size_t sent, answered;
  int waits_to_write;
} Connection;

static struct {
  const char *path, *fail, *expect;
  Template *templates[16];
  size_t template_count;
  Frame frame;
  uint64_t requests, warm, base;
  int connections, depth, server;
} options = {.frame = FRAME_LINE, .requests = 1000, .warm = UINT64_MAX, .connections = 1, .depth = 1};

static struct {
  uint64_t sent, answered, failures, bytes, begin;
  double processor;
  Latencies latencies;
} run;

/* Seconds of processor time that the server has used. */
static double server_time(void) {
  char path[64], line[1024] = "";
  if (!options.server) return 0;
  snprintf(path, sizeof path, "/proc/%d/stat", options.server);
  FILE *file = fopen(path, "r");
  if (!file) return 0;
  if (!fgets(line, sizeof line, file)) line[0] = 0;
  fclose(file);
  unsigned long user = 0, kernel = 0;
  char *rest = strrchr(line, ')');
  if (rest) sscanf(rest + 2, "%*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user, &kernel);
  return (double)(user + kernel) / (double)sysconf(_SC_CLK_TCK);
}

static void send_one(Connection *connection) {
  connection->starts[connection->sent++ % (size_t)options.depth] = now();
  const Template *template = options.templates[run.sent % options.template_count];
  template_render(template, &connection->out, ++run.sent, options.base);
  if (options.frame == FRAME_LINE) bytes_append(&connection->out, "\n", 1);
}

static int has_more(void) { return run.sent < options.requests + options.warm; }

static void flush(Connection *connection) {
  while (connection->out_offset < connection->out.count) {
    ssize_t count = send(connection->socket, connection->out.bytes + connection->out_offset,
                         connection->out.count - connection->out_offset, MSG_NOSIGNAL);
    if (count < 0 && errno == EAGAIN) return;
    if (count < 0) {
      perror("send");
      exit(3);
    }
    connection->out_offset += (size_t)count;
  }
  connection->out.count = connection->out_offset = 0;
}

/* An error is short: a long answer is not searched. */
static int is_failure(const char *answer, size_t length) {
  if (length > 65536) return 0;
  return (options.fail && memmem(answer, length, options.fail, strlen(options.fail))) ||
         (options.expect && !memmem(answer, length, options.expect, strlen(options.expect)));
}

static void count_answer(Connection *connection, const char *answer, size_t length) {
  uint64_t time = now(), start = connection->starts[connection->answered++ % (size_t)options.depth];
  if (is_failure(answer, length) && run.failures++ == 0)
    fprintf(stderr, "failure: %.*s\n", (int)(length < 400 ? length : 400), answer);
  if (++run.answered == options.warm) {
    run.begin = now();
    run.processor = server_time();
  } else if (run.answered > options.warm) {
    run.bytes += length;
    latencies_add(&run.latencies, time - start);
  }
}

/* Reads once. Takes every whole answer, and prepares the next request for each. */
static void receive(Connection *connection) {
  Bytes *in = &connection->in;
  bytes_reserve(in, 65536);
  ssize_t count = read(connection->socket, in->bytes + in->count, in->room - in->count);
  if (count < 0 && errno == EAGAIN) return;
  if (count <= 0) {
    fprintf(stderr, count ? "read: %s\n" : "the server hung up\n", strerror(errno));
    exit(3);
  }
  in->count += (size_t)count;
  size_t length;
  while ((length = frame_end(options.frame, &connection->state, in->bytes + connection->in_offset,
                             in->count - connection->in_offset))) {
    const char *answer = in->bytes + connection->in_offset;
    connection->in_offset += length;
    connection->state = (FrameState){0};
    count_answer(connection, answer, length);
    if (has_more()) send_one(connection);
  }
  if (connection->in_offset == in->count) {
    in->count = connection->in_offset = 0;
    connection->state = (FrameState){0};
  } else if (connection->in_offset > 1 << 18) {
    memmove(in->bytes, in->bytes + connection->in_offset, in->count - connection->in_offset);
    in->count -= connection->in_offset;
    connection->in_offset = 0;
  }
}

static void run_blocking(Connection *connection) {
  send_one(connection);
  while (run.answered < options.requests + options.warm) {
    flush(connection);
    receive(connection);
  }
}

static void run_many(Connection *connections) {
  int queue = epoll_create1(EPOLL_CLOEXEC);
  for (int i = 0; i < options.connections; i++) {
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = &connections[i]};
    fcntl(connections[i].socket, F_SETFL, O_NONBLOCK);
    epoll_ctl(queue, EPOLL_CTL_ADD, connections[i].socket, &event);
  }
  for (int i = 0; i < options.connections; i++) {
    for (int k = 0; k < options.depth && has_more(); k++) send_one(&connections[i]);
    flush(&connections[i]);
  }
  struct epoll_event events[256];
  while (run.answered < options.requests + options.warm) {
    int count = epoll_wait(queue, events, 256, 60000);
    if (count == 0) {
      fprintf(stderr, "nothing for a minute, after %lu answers\n", run.answered);
      exit(3);
    }
    for (int i = 0; i < count; i++) {
      Connection *connection = events[i].data.ptr;
      if (events[i].events & ~(unsigned)EPOLLOUT) receive(connection);
      flush(connection);
      int waits = connection->out.count > 0;
      if (waits != connection->waits_to_write) {
        struct epoll_event event = {.events = EPOLLIN | (waits ? EPOLLOUT : 0u), .data.ptr = connection};
        epoll_ctl(queue, EPOLL_CTL_MOD, connection->socket, &event);
        connection->waits_to_write = waits;
      }
    }
  }
}

static void read_options(int count, char **words) {
  static const struct option names[] = {
      {"socket", 1, 0, 's'},  {"template", 1, 0, 't'}, {"requests", 1, 0, 'n'}, {"warm", 1, 0, 'w'},
      {"depth", 1, 0, 'p'},   {"frame", 1, 0, 'f'},    {"connections", 1, 0, 'c'}, {"base", 1, 0, 'b'},
      {"fail", 1, 0, 'e'},    {"expect", 1, 0, 'x'},   {"server", 1, 0, 'P'},   {0, 0, 0, 0}};
  int option;
  while ((option = getopt_long(count, words, "", names, NULL)) != -1) switch (option) {
      case 's': options.path = optarg; break;
      case 't':
        if (options.template_count < 16) options.templates[options.template_count++] = template_parse(optarg);
        break;
      case 'n': options.requests = strtoull(optarg, NULL, 10); break;
      case 'w': options.warm = strtoull(optarg, NULL, 10); break;
      case 'p': options.depth = atoi(optarg); break;
      case 'f': options.frame = frame_named(optarg); break;
      case 'c': options.connections = atoi(optarg); break;
      case 'b': options.base = strtoull(optarg, NULL, 10); break;
      case 'e': options.fail = optarg; break;
      case 'x': options.expect = optarg; break;
      case 'P': options.server = atoi(optarg); break;
      default: exit(2);
    }
  if (!options.path || !options.template_count || options.depth < 1 || options.connections < 1) {
    fprintf(stderr, "usage: load --socket PATH --template T [options]; its first comment lists them\n");
    exit(2);
  }
  if (options.warm == UINT64_MAX) options.warm = options.requests / 20 + 1;
  if (options.warm == 0) options.warm = 1;
}

int main(int count, char **words) {
  read_options(count, words);
  Connection *connections = calloc((size_t)options.connections, sizeof *connections);
  for (int i = 0; i < options.connections; i++) {
    connections[i].socket = connect_to(options.path);
    connections[i].starts = calloc((size_t)options.depth, sizeof *connections[i].starts);
  }
  if (options.connections == 1 && options.depth == 1) run_blocking(connections);
  else run_many(connections);

  double seconds = (double)(now() - run.begin) / 1e9, processor = server_time() - run.processor;
  size_t measured = run.latencies.count;
  printf("{\"requests\":%zu,\"seconds\":%.4f,\"rate\":%.1f,", measured, seconds, (double)measured / seconds);
  latencies_print(&run.latencies, "");
  printf(",\"failures\":%lu,\"server_us\":%.2f,\"answer_bytes\":%.0f}\n", run.failures,
         processor * 1e6 / (double)measured, (double)run.bytes / (double)measured);
  return run.failures ? 1 : 0;
}
