// Sends with lettre; ../README.md says how it is called and what it prints.
use lettre::address::{Address, Envelope};
use lettre::transport::smtp::client::{Certificate, Tls, TlsParameters};
use lettre::transport::smtp::PoolConfig;
use lettre::{SmtpTransport, Transport};
use std::time::Instant;

extern "C" {
    fn clock_gettime(clock: i32, time: *mut [i64; 2]) -> i32;
}

fn processor_seconds() -> f64 {
    const CLOCK_PROCESS_CPUTIME_ID: i32 = 2;
    let mut time = [0i64; 2];
    unsafe { clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &mut time) };
    time[0] as f64 + time[1] as f64 / 1e9
}

struct Settings {
    host: String,
    port: u16,
    tls: Tls,
}

impl Settings {
    fn transport(&self, connections: u32) -> SmtpTransport {
        SmtpTransport::builder_dangerous(&self.host)
            .port(self.port)
            .tls(self.tls.clone())
            .pool_config(PoolConfig::new().max_size(connections))
            .build()
    }
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, host, port, security, authority, file, count, connections, reuse] = &arguments[..] else {
        eprintln!("usage: HOST PORT plain|tls|starttls CA FILE COUNT CONNECTIONS reuse|new");
        std::process::exit(64);
    };
    let message = std::fs::read(file).expect("the message");
    let count: usize = count.parse().expect("COUNT");
    let connections: usize = connections.parse().expect("CONNECTIONS");
    let tls = || {
        let authority = std::fs::read(authority).expect("the authority");
        TlsParameters::builder(host.clone())
            .add_root_certificate(Certificate::from_pem(&authority).expect("a certificate"))
            .build()
            .expect("parameters of TLS")
    };
    let settings = Settings {
        host: host.clone(),
        port: port.parse().expect("PORT"),
        tls: match security.as_str() {
            "tls" => Tls::Wrapper(tls()),
            "starttls" => Tls::Required(tls()),
            _ => Tls::None,
        },
    };
    let envelope = Envelope::new(
        Some("sender@example.test".parse::<Address>().expect("an address")),
        vec!["recipient@example.test".parse().expect("an address")],
    )
    .expect("an envelope");

    let began = (Instant::now(), processor_seconds());
    let pool = settings.transport(connections as u32);
    std::thread::scope(|scope| {
        for index in 0..connections {
            let (pool, settings, envelope, message) = (&pool, &settings, &envelope, &message);
            scope.spawn(move || {
                for _ in (index..count).step_by(connections) {
                    if reuse == "reuse" {
                        pool.send_raw(envelope, message).expect("a message");
                    } else {
                        // Dropping the transport closes its one connection.
                        settings.transport(1).send_raw(envelope, message).expect("a message");
                    }
                }
            });
        }
    });
    let (seconds, processor) = (began.0.elapsed().as_secs_f64(), processor_seconds() - began.1);
    println!("{{\"sent\":{count},\"seconds\":{seconds},\"processor\":{processor}}}");
}
