//! The parts by themselves: what a sign-in, a signature, a decision and a page cost without a network around them.
//!
//! `cargo bench --bench parts`. The load generator (`load.rs`) measures the whole.

#![expect(clippy::unwrap_used, reason = "a bench that cannot be set up has nothing to measure")]

use std::hint::black_box;

use argon2::{Algorithm, Argon2, Block, Version};
use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, RSA_PKCS1_SHA256, RsaKeyPair};
use criterion::{Criterion, criterion_group, criterion_main};
use frontdesk::authorization::next_step::{Facts, next_step};
use frontdesk::authorization::practice::Practices;
use frontdesk::authorization::request::{AuthorizationRequest, Hint, ReturnAddress};
use frontdesk::clients::{Client, ClientSettings, GroupsServed};
use frontdesk::consent::Consent;
use frontdesk::factors::{Factor, FactorUsed};
use frontdesk::foundation::clock::Timestamp;
use frontdesk::foundation::id::{SessionId, UserId};
use frontdesk::foundation::random::OperatingSystem;
use frontdesk::gallery;
use frontdesk::login::pages::LoginPage;
use frontdesk::policy::Evidence;
use frontdesk::protocol::params::Params;
use frontdesk::protocol::redirect_uri::RedirectUri;
use frontdesk::protocol::scope::ScopeSet;
use frontdesk::sessions::LoginSession;
use frontdesk::web::page::{Page, PageSettings, Pages};

/// One password hash at the default settings, with memory that is used again.
fn argon2id(c: &mut Criterion) {
    let params = argon2::Params::new(19 * 1024, 2, 1, Some(32)).unwrap();
    let mut memory = vec![Block::default(); params.block_count()];
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    let mut hash = [0; 32];
    c.bench_function("argon2id 19 MiB, 2 passes", |b| {
        b.iter(|| {
            argon2.hash_password_into_with_memory(black_box(b"seven quiet herons wade"), b"0123456789abcdef", &mut hash, &mut memory[..])
        });
    });
}

/// One signature over what an access token weighs, with a parsed key.
fn signatures(c: &mut Criterion) {
    let message = vec![b'x'; 600];
    let random = SystemRandom::new();
    let rsa = aws_lc_rs::rsa::KeyPair::generate(KeySize::Rsa2048).unwrap();
    let rsa = RsaKeyPair::from_pkcs8(AsDer::<Pkcs8V1Der>::as_der(&rsa).unwrap().as_ref()).unwrap();
    let mut signature = vec![0; rsa.public_modulus_len()];
    c.bench_function("RS256", |b| b.iter(|| rsa.sign(&RSA_PKCS1_SHA256, &random, black_box(&message), &mut signature)));
    let ec = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap();
    c.bench_function("ES256", |b| b.iter(|| ec.sign(&random, black_box(&message))));
    let ed = Ed25519KeyPair::generate().unwrap();
    c.bench_function("EdDSA", |b| b.iter(|| ed.sign(black_box(&message))));
}

/// The sign-in page as every person sees it, and every hosted page once.
fn pages(c: &mut Criterion) {
    let pages = Pages::load(&PageSettings::default()).unwrap();
    let frame = gallery::sample_frame(pages.texts().languages().next().unwrap().clone());
    let (_, page) = LoginPage::samples().swap_remove(0);
    c.bench_function("sign-in page", |b| b.iter(|| pages.render(black_box(&page), &frame).unwrap()));
    c.bench_function("every page with every sample", |b| b.iter(|| gallery::every_page(&pages, &frame)));
}

/// The one decision, for a person who is signed in and allowed the app before.
fn decision(c: &mut Criterion) {
    let now = Timestamp::from_secs(1_772_402_400);
    let uri = "https://notes.example.com/cb";
    let client = Client {
        id: "notes".parse().unwrap(),
        name: "Notes".to_owned(),
        active: true,
        settings: ClientSettings {
            redirect_uris: vec![RedirectUri::register(uri).unwrap()],
            scopes: ScopeSet::parse("openid profile email").unwrap(),
            ..ClientSettings::default()
        },
        groups: GroupsServed::All,
        created_at: now,
        updated_at: now,
    };
    let challenge = "code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256";
    let asked = format!("response_type=code&client_id=notes&redirect_uri={uri}&scope=openid+email&max_age=3600&{challenge}");
    let params = Params::parse(asked.as_bytes());
    let address = ReturnAddress::identify(&params, &client).unwrap();
    let request = AuthorizationRequest::validate(&params, &client, address, Hint::Absent, now).unwrap();
    let session = LoginSession {
        id: SessionId::new(now, &OperatingSystem),
        user: UserId::new(now, &OperatingSystem),
        proofs: vec![FactorUsed::new(Factor::Password, now)],
        auth_time: now,
        created_at: now,
        last_seen_at: now,
        expires_at: now,
    };
    let consent = Consent { scope: ScopeSet::parse("openid email").unwrap(), granted_at: now };
    let evidence = Evidence { proofs: session.proofs.clone(), waiver: None };
    let facts = Facts {
        session: Some(&session),
        fresh_proof: false,
        reach: None,
        obstacle: None,
        evidence: &evidence,
        first_party: false,
        served: true,
        consent: Some(&consent),
        answer: None,
        practices: Practices::default(),
        now,
    };
    c.bench_function("next_step", |b| b.iter(|| next_step(black_box(&request), black_box(&facts))));
}

criterion_group!(parts, argon2id, signatures, decision, pages);
criterion_main!(parts);
