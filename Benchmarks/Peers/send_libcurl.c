// Sends with libcurl: an easy handle for each connection, all driven by one multi handle, which keeps the connections.
// README.md says how it is called and what it prints.
#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static char *message;
static size_t message_size;

struct upload {
  CURL *easy;
  size_t position;
};

static double seconds_of(clockid_t clock) {
  struct timespec time;
  clock_gettime(clock, &time);
  return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static size_t read_message(char *buffer, size_t size, size_t number, void *context) {
  struct upload *upload = context;
  size_t count = message_size - upload->position;
  if (count > size * number) count = size * number;
  memcpy(buffer, message + upload->position, count);
  upload->position += count;
  return count;
}

static void fail(const char *what) {
  fprintf(stderr, "%s\n", what);
  exit(1);
}

int main(int argc, char **argv) {
  if (argc == 2 && strcmp(argv[1], "--version") == 0) {
    puts(curl_version());
    return 0;
  }
  if (argc != 9) {
    fprintf(stderr, "usage: HOST PORT plain|tls|starttls CA FILE COUNT CONNECTIONS reuse|new\n");
    return 64;
  }
  const char *security = argv[3];
  long count = atol(argv[6]), connections = atol(argv[7]), begun = 0, sent = 0;
  int reuse = strcmp(argv[8], "reuse") == 0;
  FILE *file = fopen(argv[5], "rb");
  if (file == NULL) fail("the message cannot be read");
  fseek(file, 0, SEEK_END);
  message_size = (size_t)ftell(file);
  rewind(file);
  message = malloc(message_size);
  if (message == NULL || fread(message, 1, message_size, file) != message_size) fail("the message cannot be read");
  fclose(file);

  curl_global_init(CURL_GLOBAL_DEFAULT);
  char url[256];
  snprintf(url, sizeof url, "%s://%s:%s/localhost", strcmp(security, "tls") == 0 ? "smtps" : "smtp", argv[1], argv[2]);
  struct curl_slist *recipients = curl_slist_append(NULL, "<recipient@example.test>");
  CURLM *multi = curl_multi_init();
  curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, connections);
  struct upload *uploads = calloc((size_t)connections, sizeof *uploads);
  if (uploads == NULL) fail("no memory");

  double began = seconds_of(CLOCK_MONOTONIC), processor = seconds_of(CLOCK_PROCESS_CPUTIME_ID);
  for (long index = 0; index < connections && begun < count; index++, begun++) {
    CURL *easy = curl_easy_init();
    uploads[index].easy = easy;
    curl_easy_setopt(easy, CURLOPT_PRIVATE, &uploads[index]);
    curl_easy_setopt(easy, CURLOPT_URL, url);
    curl_easy_setopt(easy, CURLOPT_MAIL_FROM, "<sender@example.test>");
    curl_easy_setopt(easy, CURLOPT_MAIL_RCPT, recipients);
    curl_easy_setopt(easy, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(easy, CURLOPT_UPLOAD_BUFFERSIZE, 1L << 18);
    curl_easy_setopt(easy, CURLOPT_READFUNCTION, read_message);
    curl_easy_setopt(easy, CURLOPT_READDATA, &uploads[index]);
    curl_easy_setopt(easy, CURLOPT_NOPROXY, "*");
    if (strcmp(security, "plain") != 0) {
      curl_easy_setopt(easy, CURLOPT_CAINFO, argv[4]);
      curl_easy_setopt(easy, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_3);
      curl_easy_setopt(easy, CURLOPT_USE_SSL, (long)CURLUSESSL_ALL);
    }
    if (!reuse) {
      curl_easy_setopt(easy, CURLOPT_FRESH_CONNECT, 1L);
      curl_easy_setopt(easy, CURLOPT_FORBID_REUSE, 1L);
      curl_easy_setopt(easy, CURLOPT_SSL_SESSIONID_CACHE, 0L);
    }
    curl_multi_add_handle(multi, easy);
  }
  while (sent < count) {
    int running = 0, left = 0;
    CURLMsg *done;
    if (curl_multi_perform(multi, &running) != CURLM_OK) fail("curl_multi_perform");
    while ((done = curl_multi_info_read(multi, &left)) != NULL) {
      if (done->msg != CURLMSG_DONE) continue;
      if (done->data.result != CURLE_OK) fail(curl_easy_strerror(done->data.result));
      CURL *easy = done->easy_handle;
      struct upload *upload = NULL;
      curl_easy_getinfo(easy, CURLINFO_PRIVATE, (char **)&upload);
      sent++;
      curl_multi_remove_handle(multi, easy);
      if (begun < count) {
        begun++;
        upload->position = 0;
        curl_multi_add_handle(multi, easy);
        running = 1;
      }
    }
    if (sent < count && curl_multi_poll(multi, NULL, 0, 1000, NULL) != CURLM_OK) fail("curl_multi_poll");
  }
  printf("{\"sent\":%ld,\"seconds\":%.9f,\"processor\":%.9f}\n", sent, seconds_of(CLOCK_MONOTONIC) - began,
         seconds_of(CLOCK_PROCESS_CPUTIME_ID) - processor);
  for (long index = 0; index < connections; index++) curl_easy_cleanup(uploads[index].easy);
  curl_multi_cleanup(multi);
  return 0;
}
