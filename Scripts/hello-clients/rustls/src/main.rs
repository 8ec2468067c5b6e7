// Says hello with rustls: PORT, then 1.2, 1.3 or nothing for the default.
use std::sync::Arc;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let versions: &[&rustls::SupportedProtocolVersion] = match arguments.get(2).map(String::as_str) {
        Some("1.2") => &[&rustls::version::TLS12],
        Some("1.3") => &[&rustls::version::TLS13],
        _ => rustls::DEFAULT_VERSIONS,
    };
    let config = rustls::ClientConfig::builder()
        .with_safe_default_cipher_suites()
        .with_safe_default_kx_groups()
        .with_protocol_versions(versions)
        .unwrap()
        .with_root_certificates(rustls::RootCertStore::empty())
        .with_no_client_auth();
    let name = "mail.example.com".try_into().unwrap();
    let mut session = rustls::ClientConnection::new(Arc::new(config), name).unwrap();
    let mut socket = std::net::TcpStream::connect(format!("127.0.0.1:{}", arguments[1])).unwrap();
    let _ = session.complete_io(&mut socket);
}
