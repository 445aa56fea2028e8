//! What operators type, tried with the real program.

use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::process::{Child, Command, Stdio};

use serde_json::Value;

use crate::support::Folder;

/// An operator in a folder of their own.
struct Operator {
    folder: Folder,
}

/// What the program answered.
struct Said {
    code: Option<i32>,
    out: String,
    err: String,
}

const PASSWORD: &str = "violet-tractor-umbrella-98";

impl Operator {
    fn new() -> Self {
        let this = Self { folder: Folder::new() };
        std::fs::write(
            this.folder.file("frontdesk.toml"),
            "[web]\nissuer = \"http://localhost:4711\"\n[password]\nmemory_kib = 64\niterations = 1\n[mail]\ntransport = \"file\"\n",
        )
        .unwrap();
        this
    }

    /// An operator whose installation is set up.
    fn installed() -> Self {
        let this = Self::new();
        this.does("init");
        this
    }

    fn command(&self, line: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_frontdesk"));
        command.args(words(line)).current_dir(self.folder.path()).env("USER", "olga").env_remove("SUDO_USER");
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("FRONTDESK_")) {
            command.env_remove(name);
        }
        command
    }

    fn types(&self, line: &str, stdin: &str) -> Said {
        let mut child = self.command(line).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        // A program that does not read its input closes it, which is no failure of the test.
        let _ = child.stdin.take().unwrap().write_all(stdin.as_bytes());
        let output = child.wait_with_output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Said { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
    }

    /// Types a command that must succeed; what it printed.
    fn does(&self, line: &str) -> String {
        self.does_with(line, "")
    }

    fn does_with(&self, line: &str, stdin: &str) -> String {
        let said = self.types(line, stdin);
        assert_eq!(said.code, Some(0), "{line}: {}{}", said.out, said.err);
        assert_eq!(said.err, "", "{line}");
        said.out
    }

    /// Types a command that must fail with one line; that line.
    fn fails(&self, line: &str) -> String {
        let said = self.types(line, "");
        assert_eq!(said.code, Some(1), "{line}: {}{}", said.out, said.err);
        assert_eq!(said.err.lines().count(), 1, "{line}: {}", said.err);
        said.err
    }

    fn json(&self, line: &str) -> Value {
        serde_json::from_str(&self.does(line)).unwrap()
    }
}

/// Splits at spaces; `'…'` holds together.
fn words(line: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quoted = false;
    for character in line.chars() {
        match character {
            '\'' => quoted = !quoted,
            ' ' if !quoted => words.push(String::new()),
            other => words.last_mut().unwrap().push(other),
        }
    }
    words
}

#[test]
fn an_installation_is_set_up_once_and_never_overwritten() {
    let operator = Operator::new();
    assert!(operator.fails("user list").contains("`frontdesk init`"));
    let said = operator.does("init");
    assert!(said.contains("frontdesk user add"), "{said}");
    for file in ["frontdesk.key", "frontdesk.db"] {
        let mode = std::fs::metadata(operator.folder.file(file)).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o600, "{file}");
    }
    let key = std::fs::read(operator.folder.file("frontdesk.key")).unwrap();
    assert!(operator.fails("init").contains("overwrites nothing"));
    std::fs::rename(operator.folder.file("frontdesk.key"), operator.folder.file("elsewhere")).unwrap();
    assert!(operator.fails("init").contains("overwrites nothing"));
    std::fs::rename(operator.folder.file("elsewhere"), operator.folder.file("frontdesk.key")).unwrap();
    assert_eq!(std::fs::read(operator.folder.file("frontdesk.key")).unwrap(), key);
    assert!(operator.does("migrate").contains("already"));
    assert_eq!(operator.json("keys list --json").as_array().unwrap().len(), 3);
    assert!(operator.does("keys rotate").contains("Made 3 keys"));
}

#[test]
fn people_and_groups_are_looked_after() {
    let operator = Operator::installed();
    operator.does("group add 'Riverside Health' --help-phone '+61 3 9000 1234'");
    assert!(operator.fails("group add 'riverside health'").contains("already"));
    let add = "user add Alice@Riverside.example --name 'Alice Ng' --operator --group 'Riverside Health' --role administrator --access-level full --password-stdin";
    operator.does_with(add, &format!("{PASSWORD}\n"));
    operator.does("user add bob@riverside.example --invite");
    let people = operator.json("user list --json");
    assert_eq!(people[0]["email"], "alice@riverside.example");
    assert_eq!((&people[0]["operator"], &people[0]["email_verified"]), (&Value::Bool(true), &Value::Bool(false)));
    operator.does("user verify-email alice@riverside.example");
    assert_eq!(operator.json("user list --search alice --json")[0]["email_verified"], true);

    operator.does("group member add 'Riverside Health' bob@riverside.example");
    operator.does("group member add 'Riverside Health' bob@riverside.example --access-level read_only");
    operator.does("group member remove 'Riverside Health' bob@riverside.example");
    let members = operator.json("group member list 'Riverside Health' --json");
    assert_eq!((&members[0]["role"], &members[0]["access_level"]), (&"administrator".into(), &"full".into()));
    assert_eq!((&members[1]["access_level"], &members[1]["state"]), (&"read_only".into(), &"deactivated".into()));

    operator.does("user disable bob@riverside.example");
    assert!(operator.does("user disable bob@riverside.example").contains("already"));
    operator.does("user enable bob@riverside.example");
    assert!(operator.does_with("user set-password bob@riverside.example --password-stdin", PASSWORD).contains("is set"));
}

#[test]
fn what_cannot_be_done_is_said_in_one_line() {
    let operator = Operator::installed();
    operator.does("user add bob@riverside.example --invite");
    for (line, named) in [
        ("user add bob@riverside.example --invite", "already"),
        ("user add bob --invite", "\"bob\" cannot be an email"),
        ("user add eve@riverside.example", "--password-stdin"),
        ("user add eve@riverside.example --password-stdin", "standard input is empty"),
        ("user add eve@riverside.example --invite --group Lakeside", "there is no group \"Lakeside\""),
        ("user disable eve@riverside.example", "there is no user eve@riverside.example"),
        ("group member remove Lakeside bob@riverside.example", "there is no group \"Lakeside\""),
        ("group invite Lakeside eve@riverside.example", "there is no group \"Lakeside\""),
        ("app show nobody", "there is no app nobody"),
        ("app secret add nobody", "there is no app nobody"),
        ("app add --name X --redirect-uri http://evil.example/cb", "redirect_uris: \"http://evil.example/cb\" must use https"),
        ("seed nowhere.toml", "cannot read nowhere.toml"),
        ("--config nowhere.toml user list", "nowhere.toml"),
    ] {
        let said = operator.fails(line);
        assert!(said.starts_with("frontdesk: ") && said.contains(named), "{line}: {said}");
    }
    let weak = operator.types("user add eve@riverside.example --password-stdin", "password1234\n");
    assert!(weak.code == Some(1) && weak.err.contains("this password"), "{}", weak.err);
    for line in
        ["user", "user add", "app add", "app add --name X --file y.toml", "audit list --limit 0", "app add --name X --auth-method magic"]
    {
        assert_eq!(operator.types(line, "").code, Some(2), "{line}");
    }
}

#[test]
fn a_password_never_stands_among_the_arguments() {
    let operator = Operator::new();
    for line in ["user add --help", "user set-password --help", "app add --help", "app secret add --help"] {
        let help = operator.does(line);
        assert!(!help.contains("--password <") && !help.contains("--secret <"), "{help}");
    }
}

#[test]
fn every_change_is_on_record_by_whoever_typed_it() {
    let operator = Operator::installed();
    operator.does_with("user add alice@riverside.example --password-stdin", PASSWORD);
    operator.does("app add --name Notes --id notes --redirect-uri https://notes.example.com/cb");
    let events = operator.json("audit list --json");
    let kinds: Vec<_> = events.as_array().unwrap().iter().map(|event| event["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["app_secret_added", "app_added", "user_added", "installed"]);
    assert!(events.as_array().unwrap().iter().all(|event| event["actor"] == "cli:olga"), "{events}");
    assert_eq!(operator.json("audit list --kind app_added --app notes --json").as_array().unwrap().len(), 1);
    assert_eq!(operator.json("audit list --until 1h --json").as_array().unwrap().len(), 0);

    let verdict = operator.json("audit verify --json");
    assert_eq!((&verdict["whole"], &verdict["events"]), (&Value::Bool(true), &4.into()));
    let head = verdict["head"].as_str().unwrap();
    operator.does("audit export --output record.jsonl");
    assert!(operator.fails("audit export --output record.jsonl").contains("overwrites nothing"));
    let record = std::fs::read_to_string(operator.folder.file("record.jsonl")).unwrap();
    assert_eq!(record.lines().count(), 4);
    assert!(!record.contains(PASSWORD));
    assert!(operator.does(&format!("audit verify --noted {head}")).contains("none changed"));
    let forged = format!("{}{}", &head[..head.len() - 1], if head.ends_with('0') { '1' } else { '0' });
    assert_eq!(operator.types(&format!("audit verify --noted {forged}"), "").code, Some(1));
}

#[test]
fn the_doctor_says_what_is_wrong_and_how_to_mend_it() {
    let operator = Operator::new();
    let found = |operator: &Operator| -> Value {
        let said = operator.types("doctor --json", "");
        assert_eq!(said.code, Some(1), "{}", said.err);
        serde_json::from_str(&said.out).unwrap()
    };
    let failure = |findings: &Value, check: &str| -> String {
        let findings = findings["findings"].as_array().unwrap();
        let one = findings.iter().find(|finding| finding["check"] == check && finding["level"] == "failure");
        one.map(|finding| format!("{} → {}", finding["what"].as_str().unwrap(), finding["mend"].as_str().unwrap())).unwrap_or_default()
    };
    let before = found(&operator);
    assert!(failure(&before, "database").contains("frontdesk init"), "{before}");
    assert!(failure(&before, "master key").contains("frontdesk init"), "{before}");
    assert!(!operator.folder.file("frontdesk.db").exists(), "the doctor makes nothing");

    operator.does("init");
    let after = found(&operator);
    assert_eq!(failure(&after, "database"), "");
    assert!(failure(&after, "issuer").contains("frontdesk serve"), "nothing serves: {after}");

    let key = operator.folder.file("frontdesk.key");
    std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o644)).unwrap();
    assert!(failure(&found(&operator), "files").contains("chmod 600"));
    std::fs::write(&key, "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=\n").unwrap();
    std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o600)).unwrap();
    assert!(failure(&found(&operator), "master key").contains("sealed under key"));
    assert!(operator.fails("keys list").contains("not the master key"));
    std::fs::write(&key, "nonsense").unwrap();
    assert!(failure(&found(&operator), "master key").contains("32 bytes"));
    std::fs::write(operator.folder.file("frontdesk.toml"), "[web]\nisuer = 1\n").unwrap();
    assert!(failure(&found(&operator), "configuration").contains("isuer"));
}

/// A server that stops with the test.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn a_running_installation_is_healthy() {
    let operator = Operator::installed();
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    std::fs::write(
        operator.folder.file("seed.toml"),
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/config/seed.example.toml")).unwrap(),
    )
    .unwrap();
    let settings = format!(
        "seed = \"seed.toml\"\n[web]\nissuer = \"http://127.0.0.1:{port}\"\nlisten = \"127.0.0.1:{port}\"\n[password]\nmemory_kib = 64\niterations = 1\n"
    );
    std::fs::write(operator.folder.file("frontdesk.toml"), settings).unwrap();
    let serving = operator.command("serve").stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    let mut running = Running(serving);
    // The last line of starting up; reading it is waiting for it.
    let mut log = std::io::BufReader::new(running.0.stderr.take().unwrap());
    let mut line = String::new();
    while !line.contains("open") {
        line.clear();
        assert!(std::io::BufRead::read_line(&mut log, &mut line).unwrap() > 0, "it stopped");
    }
    let said = (0..50).map(|_| operator.types("doctor", "")).find(|said| said.code == Some(0) || said.err.contains("never")).unwrap();
    assert!(said.out.contains("byte for byte") && said.out.contains("public keys are shown"), "{}", said.out);
    assert_eq!(operator.json("user list --json").as_array().unwrap().len(), 2, "the seed was applied");
    assert!(operator.does("seed seed.toml").contains("there already"), "and is not applied twice");
}

#[test]
fn an_app_may_ask_to_be_told_that_sessions_end() {
    let operator = Operator::installed();
    let refused = operator.fails("app add --name Notes --redirect-uri https://n.example/cb --backchannel-logout-uri http://n.example/out");
    assert!(refused.contains("backchannel_logout_uri") && refused.contains("https"), "{refused}");
    operator.does("app add --id notes --name Notes --redirect-uri https://n.example/cb --backchannel-logout-uri https://n.example/out");
    let notes: Value = serde_json::from_str(&operator.does("app show notes --json")).unwrap();
    assert_eq!(notes["settings"]["backchannel_logout_uri"], "https://n.example/out");
    assert!(operator.does("app logouts").contains("No app had to be told"));
    assert_eq!(operator.does("app logouts --app notes --state given_up --json").trim(), "[]");
    assert!(operator.fails("app logouts --again").contains("none was given up"));
    assert!(operator.fails("app logouts --app elsewhere").contains("there is no app elsewhere"));
}
