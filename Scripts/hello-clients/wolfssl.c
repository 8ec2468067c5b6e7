// Says hello with wolfSSL: PORT, then 1.2, 1.3 or none for whatever both sides can.
#include <wolfssl/options.h>
#include <wolfssl/ssl.h>
#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

int main(int count, char **arguments) {
  const char *version = count > 2 ? arguments[2] : "";
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(atoi(arguments[1]))};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  int descriptor = socket(AF_INET, SOCK_STREAM, 0);
  if (connect(descriptor, (struct sockaddr *)&address, sizeof address)) return 1;
  wolfSSL_Init();
  WOLFSSL_CTX *context = wolfSSL_CTX_new(
      !strcmp(version, "1.2") ? wolfTLSv1_2_client_method()
      : !strcmp(version, "1.3") ? wolfTLSv1_3_client_method() : wolfSSLv23_client_method());
  wolfSSL_CTX_set_verify(context, WOLFSSL_VERIFY_NONE, NULL);
  WOLFSSL *ssl = wolfSSL_new(context);
  wolfSSL_UseSNI(ssl, WOLFSSL_SNI_HOST_NAME, "mail.example.com", 16);
  wolfSSL_set_fd(ssl, descriptor);
  return wolfSSL_connect(ssl) != WOLFSSL_SUCCESS;
}
