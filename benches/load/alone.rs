//! The references: what the cores can do when nothing but the one operation runs on them.

use std::hint::black_box;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use argon2::{Algorithm, Argon2, Block, Params, Version};
use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, RSA_PKCS1_SHA256, RsaKeyPair};
use axum::Router;
use axum::routing::get;
use serde::{Deserialize, Serialize};

use crate::machine::Cores;

/// Operations per second.
#[derive(Serialize, Deserialize)]
pub struct Rates {
    pub argon2: f64,
    pub rs256: f64,
    pub es256: f64,
    pub eddsa: f64,
}

impl Rates {
    /// Measured by a process of its own on the server's cores.
    pub fn of(cores: &Cores) -> Self {
        let this = std::env::current_exe().expect("this program");
        let output = cores.on_the_servers(&this).arg("--alone").output().expect("the references");
        serde_json::from_slice(&output.stdout).expect("the references' rates")
    }
}

/// Measures and prints: what the process behind [`Rates::of`] does.
pub fn measure() {
    let message = vec![b'x'; 600];
    let random = SystemRandom::new();
    let pair = aws_lc_rs::rsa::KeyPair::generate(KeySize::Rsa2048).expect("a key");
    let rsa = RsaKeyPair::from_pkcs8(AsDer::<Pkcs8V1Der>::as_der(&pair).expect("a key").as_ref()).expect("a key");
    let ec = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).expect("a key");
    let ed = Ed25519KeyPair::generate().expect("a key");
    let rates = Rates {
        argon2: per_second(|| {
            let params = Params::new(19 * 1024, 2, 1, Some(32)).expect("sound parameters");
            let mut memory = vec![Block::default(); params.block_count()];
            let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
            move || {
                argon2
                    .hash_password_into_with_memory(b"seven quiet herons wade", b"0123456789abcdef", &mut [0; 32], &mut memory[..])
                    .expect("a hash");
            }
        }),
        rs256: per_second(|| {
            let mut signature = vec![0; rsa.public_modulus_len()];
            let (rsa, random, message) = (&rsa, &random, &message);
            move || rsa.sign(&RSA_PKCS1_SHA256, random, message, &mut signature).expect("a signature")
        }),
        es256: per_second(|| {
            let (ec, random, message) = (&ec, &random, &message);
            move || {
                black_box(ec.sign(random, message).expect("a signature"));
            }
        }),
        eddsa: per_second(|| {
            let (ed, message) = (&ed, &message);
            move || {
                black_box(ed.sign(message));
            }
        }),
    };
    println!("{}", serde_json::to_string(&rates).expect("JSON"));
}

/// Runs the operation on every core for three seconds.
fn per_second<F: FnMut()>(operation: impl Fn() -> F + Sync) -> f64 {
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let over = AtomicBool::new(false);
    let begun = Instant::now();
    let done: u32 = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..cores)
            .map(|_| {
                scope.spawn(|| {
                    let mut operation = operation();
                    let mut done = 0;
                    while !over.load(Ordering::Relaxed) {
                        operation();
                        done += 1;
                    }
                    done
                })
            })
            .collect();
        std::thread::sleep(Duration::from_secs(3));
        over.store(true, Ordering::Relaxed);
        workers.into_iter().map(|worker| worker.join().expect("a worker that ends")).sum()
    });
    f64::from(done) / begun.elapsed().as_secs_f64()
}

/// A route that does nothing but answer, with about as many bytes as discovery has.
pub fn serve_bare_route(port: u16) {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let body: &'static str = Box::leak(format!("{{\"x\":\"{}\"}}", "x".repeat(2500)).into_boxed_str());
        let router = Router::new().route("/bare", get(move || async move { ([("content-type", "application/json")], body) }));
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", port)).await.expect("the port");
        axum::serve(listener, router).await.expect("a server");
    });
}

/// This program again, as the bare route.
pub fn bare_route(cores: &Cores, port: u16) -> Command {
    let mut command = cores.on_the_servers(&std::env::current_exe().expect("this program"));
    command.args(["--bare", &port.to_string()]);
    command
}
