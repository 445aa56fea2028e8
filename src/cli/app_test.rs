//! `frontdesk app test`: what an app's developer needs, and what would not work.

use std::process::ExitCode;

use anyhow::Result;
use serde_json::json;

use super::app::find_app;
use super::desk::Desk;
use super::{ask, print_json};
use crate::clients::public_keys::PublicKeys;
use crate::clients::{AuthMethod, Client, ClientId, GroupsServed, store};
use crate::foundation::secret::TokenDigest;
use crate::outbound::Outbound;
use crate::protocol::grant_type::GrantType;
use crate::protocol::scope::OPENID;

/// One thing that was looked at.
struct Found {
    works: bool,
    what: String,
}

fn works(what: impl Into<String>) -> Found {
    Found { works: true, what: what.into() }
}

fn fails(what: impl Into<String>) -> Found {
    Found { works: false, what: what.into() }
}

pub(super) async fn run(id: &ClientId, secret_stdin: bool, as_json: bool, desk: &Desk) -> Result<ExitCode> {
    let client = find_app(id, desk).await?;
    let mut found = vec![if client.active {
        works("the app is active")
    } else {
        fails(format!("the app is disabled; enable it with `frontdesk app enable {id}`"))
    }];
    found.push(proof(&client, desk).await?);
    if secret_stdin {
        let digest = TokenDigest::of(ask::line_of_stdin()?.expose().as_bytes());
        let matches = store::secret_matches(desk.storage.read(), id, &digest, desk.now()).await?;
        found.push(if matches { works("the secret is one of its live ones") } else { fails("the secret is none of its live ones") });
    }
    found.extend(sign_in(&client));
    let all_work = found.iter().all(|one| one.works);
    let issuer = &desk.config.web.issuer;
    if as_json {
        let found: Vec<_> = found.iter().map(|one| json!({ "works": one.works, "what": one.what })).collect();
        print_json(&json!({
            "client_id": id, "issuer": issuer.as_str(), "discovery": issuer.url("/.well-known/openid-configuration"), "works": all_work,
            "found": found,
        }))?;
    } else {
        for one in &found {
            println!("{}  {}", if one.works { "ok  " } else { "FAIL" }, one.what);
        }
        println!();
        println!("For the app's developer:");
        println!("  issuer         {issuer}");
        println!("  discovery      {}", issuer.url("/.well-known/openid-configuration"));
        println!("  client_id      {id}");
        println!("  scope          {}", client.settings.scopes);
        for uri in &client.settings.redirect_uris {
            println!("  redirect_uri   {}", uri.as_str());
        }
    }
    Ok(if all_work { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Whether the app could prove who it is now.
async fn proof(client: &Client, desk: &Desk) -> Result<Found> {
    Ok(match client.settings.auth_method {
        AuthMethod::None => works("it is public and proves nothing; PKCE binds its codes to it"),
        AuthMethod::ClientSecret => match store::secrets(desk.storage.read(), &client.id, desk.now()).await?.len() {
            0 => fails(format!("it has no live secret; make one with `frontdesk app secret add {}`", client.id)),
            1 => works("it has one live secret"),
            _ => works("it has two live secrets; remove the old one when the app uses the new one"),
        },
        AuthMethod::PrivateKeyJwt => match (&client.settings.jwks, &client.settings.jwks_uri) {
            (Some(jwks), _) => match PublicKeys::register(jwks) {
                Ok(_) => works("its registered keys can be used"),
                Err(bad) => fails(format!("its registered jwks {bad}")),
            },
            (None, Some(uri)) => match Outbound::new(&desk.config.outbound)?.fetch(uri).await {
                Err(error) => fails(format!("its keys cannot be fetched from {uri}: {error}")),
                Ok(body) => match serde_json::from_slice(&body)
                    .map_err(|_| "is not JSON".to_owned())
                    .and_then(|set| PublicKeys::register(&set).map_err(|bad| bad.to_string()))
                {
                    Ok(_) => works(format!("its keys at {uri} can be used")),
                    Err(bad) => fails(format!("what is at {uri} {bad}")),
                },
            },
            (None, None) => fails("it has neither jwks nor jwks_uri"),
        },
    })
}

/// Whether people could sign in to it.
fn sign_in(client: &Client) -> Vec<Found> {
    let settings = &client.settings;
    let mut found = Vec::new();
    if settings.grant_types.contains(&GrantType::AuthorizationCode) {
        found.push(match settings.redirect_uris.len() {
            0 => fails("it has no redirect URI"),
            count => works(format!("{count} redirect URIs; the app must send one of them as the very same text")),
        });
        if !settings.scopes.contains(OPENID) {
            found.push(fails("it may not ask for the scope openid, so it gets no ID token"));
        }
    }
    if matches!(&client.groups, GroupsServed::Only(groups) if groups.is_empty()) {
        found.push(fails("it serves no group any more, so nobody can sign in to it"));
    }
    found
}
