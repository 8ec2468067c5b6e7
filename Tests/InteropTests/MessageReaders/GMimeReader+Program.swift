extension GMimeReader {
  /// Prints what GMime reads in each file named, one line of JSON each. The first argument is how strictly it reads.
  static let program = #"""
    #include <gmime/gmime.h>
    #include <stdio.h>
    #include <string.h>

    static const char *lists[] = {"from", "sender", "reply-to", "to", "cc", "resent-to"};
    static const char *others[] = {"subject", "date", "message-id", "mime-version"};

    static gboolean is_among(const char *name, const char **names, size_t count) {
      for (size_t i = 0; i < count; i++)
        if (g_ascii_strcasecmp(name, names[i]) == 0) return TRUE;
      return FALSE;
    }

    static void put_string(GString *out, const char *text) {
      if (!text) {
        g_string_append(out, "null");
        return;
      }
      char *valid = g_utf8_make_valid(text, -1);
      g_string_append_c(out, '"');
      for (const char *at = valid; *at; at++) {
        unsigned char byte = *at;
        if (byte == '"' || byte == '\\')
          g_string_append_printf(out, "\\%c", byte);
        else if (byte < 0x20)
          g_string_append_printf(out, "\\u%04x", byte);
        else
          g_string_append_c(out, byte);
      }
      g_string_append_c(out, '"');
      g_free(valid);
    }

    static void put(GString *out, const char *key, const char *text) {
      put_string(out, key);
      g_string_append_c(out, ':');
      put_string(out, text);
      g_string_append_c(out, ',');
    }

    static void put_lower(GString *out, const char *key, const char *text) {
      char *lower = text ? g_ascii_strdown(text, -1) : NULL;
      put(out, key, lower);
      g_free(lower);
    }

    /* In place of the comma after what was put last, if any. */
    static void close_with(GString *out, char bracket) {
      if (out->str[out->len - 1] == ',') g_string_truncate(out, out->len - 1);
      g_string_append_c(out, bracket);
    }

    /* GMime keeps the quotes of an address. */
    static void put_address(GString *out, const char *address) {
      const char *at = strrchr(address, '@');
      GString *local = g_string_new(NULL);
      gboolean is_quoted = *address == '"';
      for (const char *here = address; here < at; here++) {
        if (is_quoted && *here == '"') continue;
        if (is_quoted && *here == '\\') here++;
        g_string_append_c(local, *here);
      }
      put(out, "localPart", local->str);
      put(out, "domain", at ? at + 1 : "");
      g_string_free(local, TRUE);
    }

    static void put_mailboxes(GString *out, InternetAddressList *list) {
      for (int i = 0; list && i < internet_address_list_length(list); i++) {
        InternetAddress *address = internet_address_list_get_address(list, i);
        if (INTERNET_ADDRESS_IS_GROUP(address)) {
          put_mailboxes(out, internet_address_group_get_members(INTERNET_ADDRESS_GROUP(address)));
          continue;
        }
        g_string_append_c(out, '{');
        const char *name = internet_address_get_name(address);
        put(out, "name", name && *name ? name : NULL);
        put_address(out, internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(address)));
        close_with(out, '}');
        g_string_append_c(out, ',');
      }
    }

    static void put_content(GString *out, GMimePart *part, gboolean is_shown) {
      GMimeDataWrapper *content = g_mime_part_get_content(part);
      GMimeStream *stream = g_mime_stream_mem_new();
      if (content) g_mime_data_wrapper_write_to_stream(content, stream);
      GByteArray *bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream));
      char *digest = g_compute_checksum_for_data(G_CHECKSUM_SHA256, bytes->data, bytes->len);
      g_string_append_printf(out, "\"size\":%u,", bytes->len);
      put(out, "digest", digest);
      if (is_shown) {
        char *text = g_mime_text_part_get_text(GMIME_TEXT_PART(part));
        char **lines = g_strsplit(text ? text : "", "\r\n", -1);
        char *joined = g_strjoinv("\n", lines);
        put(out, "text", joined);
        g_free(joined);
        g_strfreev(lines);
        g_free(text);
      }
      g_free(digest);
      g_object_unref(stream);
    }

    static void put_message(GString *out, GMimeMessage *message, GMimeParserOptions *options);

    static void put_part(GString *out, GMimeObject *part, GMimeParserOptions *options) {
      GMimeContentType *type = g_mime_object_get_content_type(part);
      char *kind = g_mime_content_type_get_mime_type(type);
      GMimeParamList *parameters = g_mime_content_type_get_parameters(type);
      const char *disposition = g_mime_object_get_disposition(part);
      g_string_append_c(out, '{');
      put_lower(out, "type", kind);
      put_lower(out, "disposition", disposition);
      put(out, "contentID", g_mime_object_get_content_id(part));
      put(out, "name", g_mime_object_get_content_disposition_parameter(part, "filename"));
      g_string_append(out, "\"parameters\":{");
      for (int i = 0; i < g_mime_param_list_length(parameters); i++) {
        GMimeParam *parameter = g_mime_param_list_get_parameter_at(parameters, i);
        const char *left_out[] = {"boundary", "charset"};
        if (is_among(g_mime_param_get_name(parameter), left_out, 2)) continue;
        char *name = g_ascii_strdown(g_mime_param_get_name(parameter), -1);
        put(out, name, g_mime_param_get_value(parameter));
        g_free(name);
      }
      close_with(out, '}');
      g_string_append_c(out, ',');
      if (GMIME_IS_PART(part)) {
        gboolean is_attachment = disposition && g_ascii_strcasecmp(disposition, "attachment") == 0;
        put_content(out, GMIME_PART(part), GMIME_IS_TEXT_PART(part) && !is_attachment);
      }
      g_string_append(out, "\"messages\":[");
      if (GMIME_IS_MESSAGE_PART(part)) {
        GMimeMessage *message = g_mime_message_part_get_message(GMIME_MESSAGE_PART(part));
        if (message) {
          g_string_append_c(out, '{');
          put_message(out, message, options);
          g_string_append(out, "\"defects\":[]}");
        }
      }
      g_string_append(out, "],\"parts\":[");
      for (int i = 0; GMIME_IS_MULTIPART(part) && i < g_mime_multipart_get_count(GMIME_MULTIPART(part)); i++) {
        put_part(out, g_mime_multipart_get_part(GMIME_MULTIPART(part), i), options);
        g_string_append_c(out, ',');
      }
      close_with(out, ']');
      g_string_append_c(out, '}');
      g_free(kind);
    }

    static void put_groups(GString *out, InternetAddressList *list) {
      for (int i = 0; list && i < internet_address_list_length(list); i++) {
        InternetAddress *address = internet_address_list_get_address(list, i);
        if (!INTERNET_ADDRESS_IS_GROUP(address)) continue;
        put_string(out, internet_address_get_name(address));
        g_string_append_c(out, ',');
      }
    }

    static void put_lists(GString *out, const char *key, GMimeHeaderList *headers, GMimeParserOptions *options,
                          void put_list(GString *, InternetAddressList *)) {
      g_string_append_printf(out, "\"%s\":{", key);
      for (size_t i = 0; i < G_N_ELEMENTS(lists); i++) {
        GMimeHeader *header = g_mime_header_list_get_header(headers, lists[i]);
        if (!header) continue;
        InternetAddressList *list = internet_address_list_parse(options, g_mime_header_get_raw_value(header));
        put_string(out, lists[i]);
        g_string_append(out, ":[");
        put_list(out, list);
        close_with(out, ']');
        g_string_append_c(out, ',');
        if (list) g_object_unref(list);
      }
      close_with(out, '}');
      g_string_append_c(out, ',');
    }

    static void put_header(GString *out, GMimeObject *message, GMimeParserOptions *options) {
      GMimeHeaderList *headers = g_mime_object_get_header_list(message);
      put_lists(out, "mailboxes", headers, options, put_mailboxes);
      put_lists(out, "groups", headers, options, put_groups);
      g_string_append(out, "\"fields\":[");
      for (int i = 0; i < g_mime_header_list_get_count(headers); i++) {
        GMimeHeader *header = g_mime_header_list_get_header_at(headers, i);
        const char *name = g_mime_header_get_name(header);
        if (is_among(name, lists, G_N_ELEMENTS(lists)) || is_among(name, others, G_N_ELEMENTS(others))) continue;
        if (g_ascii_strncasecmp(name, "content-", 8) == 0) continue;
        g_string_append_c(out, '{');
        put_lower(out, "name", name);
        put(out, "value", g_mime_header_get_value(header));
        close_with(out, '}');
        g_string_append_c(out, ',');
      }
      close_with(out, ']');
      g_string_append_c(out, ',');
    }

    static void put_message(GString *out, GMimeMessage *message, GMimeParserOptions *options) {
      GDateTime *date = g_mime_message_get_date(message);
      put(out, "subject", g_mime_message_get_subject(message));
      put(out, "messageID", g_mime_message_get_message_id(message));
      if (date) {
        g_string_append_printf(out, "\"date\":%" G_GINT64_FORMAT ",", g_date_time_to_unix(date));
        g_string_append_printf(out, "\"zone\":%d,", (int)(g_date_time_get_utc_offset(date) / G_TIME_SPAN_MINUTE));
      }
      put_header(out, GMIME_OBJECT(message), options);
      g_string_append(out, "\"root\":");
      put_part(out, g_mime_message_get_mime_part(message), options);
      g_string_append_c(out, ',');
    }

    static void note(gint64 place, GMimeParserWarning code, const gchar *item, gpointer defects) {
      char *text = g_strdup_printf("warning %u at byte %" G_GINT64_FORMAT ": %s", code, place, item ? item : "");
      put_string(defects, text);
      g_string_append_c(defects, ',');
      g_free(text);
    }

    int main(int count, char **arguments) {
      g_mime_init();
      GMimeParserOptions *options = g_mime_parser_options_new();
      GMimeRfcComplianceMode mode =
          strcmp(arguments[1], "strict") == 0 ? GMIME_RFC_COMPLIANCE_STRICT : GMIME_RFC_COMPLIANCE_LOOSE;
      g_mime_parser_options_set_address_compliance_mode(options, mode);
      g_mime_parser_options_set_parameter_compliance_mode(options, mode);
      g_mime_parser_options_set_rfc2047_compliance_mode(options, mode);
      for (int i = 2; i < count; i++) {
        GString *out = g_string_new("{");
        GString *defects = g_string_new("[");
        g_mime_parser_options_set_warning_callback(options, note, defects);
        GMimeStream *stream = g_mime_stream_file_open(arguments[i], "rb", NULL);
        GMimeParser *parser = g_mime_parser_new_with_stream(stream);
        GMimeMessage *message = g_mime_parser_construct_message(parser, options);
        put_message(out, message, options);
        close_with(defects, ']');
        printf("%s\"defects\":%s}\n", out->str, defects->str);
        g_object_unref(message);
        g_object_unref(parser);
        g_object_unref(stream);
        g_string_free(out, TRUE);
        g_string_free(defects, TRUE);
      }
      return 0;
    }

    """#
}
