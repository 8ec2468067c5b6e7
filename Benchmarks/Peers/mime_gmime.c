/* What MessageBenchmark measures of GMime, one job a run:
     mime_gmime JOB FILE COUNT
   JOB: compose (FILE is attached), base64-encode, base64-decode, quoted-printable-encode, quoted-printable-decode,
   parse (FILE has a message's path in each line; each is read to its decoded parts).
   Prints the fastest of the rounds in seconds. Files are read before the time is taken. */
#include <gmime/gmime.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return time.tv_sec + time.tv_nsec / 1e9;
}

static char *contents(const char *path, gsize *length) {
  char *bytes;
  if (!g_file_get_contents(path, &bytes, length, NULL)) exit(1);
  return bytes;
}

static gsize compose(const char *bytes, gsize length) {
  GMimeMessage *message = g_mime_message_new(TRUE);
  g_mime_message_add_mailbox(message, GMIME_ADDRESS_TYPE_FROM, "Ada", "ada@example.com");
  g_mime_message_add_mailbox(message, GMIME_ADDRESS_TYPE_TO, "Bob", "bob@example.com");
  g_mime_message_set_subject(message, "A file", "utf-8");
  GMimeMultipart *mixed = g_mime_multipart_new_with_subtype("mixed");
  GMimeTextPart *text = g_mime_text_part_new_with_subtype("plain");
  g_mime_text_part_set_text(text, "Here it is.\n");
  g_mime_multipart_add(mixed, GMIME_OBJECT(text));
  GMimePart *part = g_mime_part_new_with_type("application", "octet-stream");
  GMimeStream *source = g_mime_stream_mem_new_with_buffer(bytes, length);
  GMimeDataWrapper *wrapper = g_mime_data_wrapper_new_with_stream(source, GMIME_CONTENT_ENCODING_DEFAULT);
  g_mime_part_set_content(part, wrapper);
  g_mime_part_set_content_encoding(part, GMIME_CONTENT_ENCODING_BASE64);
  g_mime_part_set_filename(part, "file.bin");
  g_mime_multipart_add(mixed, GMIME_OBJECT(part));
  g_mime_message_set_mime_part(message, GMIME_OBJECT(mixed));
  GMimeStream *target = g_mime_stream_mem_new();
  gsize written = g_mime_object_write_to_stream(GMIME_OBJECT(message), NULL, target);
  g_object_unref(target), g_object_unref(wrapper), g_object_unref(source);
  g_object_unref(part), g_object_unref(text), g_object_unref(mixed), g_object_unref(message);
  return written;
}

static gsize code(GMimeEncoding *state, const char *bytes, gsize length, char *target) {
  gsize done = 0;
  g_mime_encoding_reset(state);
  for (gsize at = 0; at < length; at += 65536)
    done += g_mime_encoding_step(state, bytes + at, MIN(65536, length - at), target);
  return done + g_mime_encoding_flush(state, "", 0, target);
}

static void take(GMimeObject *parent, GMimeObject *object, gpointer total) {
  (void) parent;
  if (GMIME_IS_MESSAGE_PART(object)) {
    GMimeMessage *inner = g_mime_message_part_get_message(GMIME_MESSAGE_PART(object));
    if (inner) g_mime_message_foreach(inner, take, total);
  } else if (GMIME_IS_TEXT_PART(object)) {
    char *text = g_mime_text_part_get_text(GMIME_TEXT_PART(object));
    if (text) *(gsize *) total += strlen(text);
    g_free(text);
  } else if (GMIME_IS_PART(object)) {
    GMimeDataWrapper *wrapper = g_mime_part_get_content(GMIME_PART(object));
    if (!wrapper) return;
    GMimeStream *target = g_mime_stream_mem_new();
    *(gsize *) total += g_mime_data_wrapper_write_to_stream(wrapper, target);
    g_object_unref(target);
  }
}

static gsize parse(const char *bytes, gsize length) {
  gsize total = 0;
  GMimeStream *stream = g_mime_stream_mem_new_with_buffer(bytes, length);
  GMimeParser *parser = g_mime_parser_new_with_stream(stream);
  GMimeMessage *message = g_mime_parser_construct_message(parser, NULL);
  if (message) {
    const char *subject = g_mime_message_get_subject(message);
    total += subject ? strlen(subject) : 0;
    total += internet_address_list_length(g_mime_message_get_from(message));
    g_mime_message_foreach(message, take, &total);
    g_object_unref(message);
  }
  g_object_unref(parser), g_object_unref(stream);
  return total;
}

int main(int argc, char **argv) {
  if (argc != 4) return 64;
  g_mime_init();
  const char *job = argv[1];
  gsize length, sum = 0;
  char *bytes = contents(argv[2], &length);
  char *target = malloc(length * 4 + 65536);
  GPtrArray *messages = g_ptr_array_new();
  GArray *lengths = g_array_new(FALSE, FALSE, sizeof(gsize));
  if (!strcmp(job, "parse"))
    for (char *path = strtok(bytes, "\n"); path; path = strtok(NULL, "\n")) {
      gsize size;
      g_ptr_array_add(messages, contents(path, &size));
      g_array_append_val(lengths, size);
    }
  gboolean encodes = g_str_has_suffix(job, "-encode");
  GMimeEncoding state;
  (encodes ? g_mime_encoding_init_encode : g_mime_encoding_init_decode)(
    &state, g_str_has_prefix(job, "base64") ? GMIME_CONTENT_ENCODING_BASE64 : GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE);
  double best = 1e9;
  for (int round = atoi(argv[3]); round > 0; round--) {
    double began = now();
    if (!strcmp(job, "compose")) sum += compose(bytes, length);
    else if (!strcmp(job, "parse"))
      for (guint at = 0; at < messages->len; at++)
        sum += parse(g_ptr_array_index(messages, at), g_array_index(lengths, gsize, at));
    else sum += code(&state, bytes, length, target);
    double took = now() - began;
    if (took < best) best = took;
  }
  printf("%.9f\n", best);
  fprintf(stderr, "%zu\n", sum);
  return 0;
}
