// Says hello with JSSE: PORT, then the versions to enable, or none for the default.
import java.security.Security;
import java.util.List;
import javax.net.ssl.*;

class Client {
  public static void main(String[] arguments) throws Exception {
    var versions = List.of(arguments).subList(1, arguments.length);
    if (versions.contains("TLSv1") || versions.contains("TLSv1.1")) {
      Security.setProperty("jdk.tls.disabledAlgorithms", "SSLv3, RC4, DES, MD5withRSA, anon, NULL");
    }
    var plain = new java.net.Socket("127.0.0.1", Integer.parseInt(arguments[0]));
    var factory = (SSLSocketFactory) SSLSocketFactory.getDefault();
    var socket = (SSLSocket) factory.createSocket(plain, "mail.example.com", plain.getPort(), true);
    if (!versions.isEmpty()) socket.setEnabledProtocols(versions.toArray(new String[0]));
    socket.startHandshake();
  }
}
