//! Rust files as the rules see them: code without comments, text literals and tests, and the module paths it names.

use std::path::{Path, PathBuf};

/// One Rust file, reduced to what the rules judge.
pub struct Source {
    /// Path from the top of the repository, with `/`.
    pub path: String,
    /// The code with comments, literals and test modules blanked out; line numbers are those of the file.
    pub code: String,
    /// Lines before the file's tests, comments included.
    pub length: usize,
}

impl Source {
    pub fn new(path: &str, text: &str) -> Self {
        if path.starts_with("src/") && path.ends_with("tests.rs") {
            // A test module in a file of its own, which its parent declares under `#[cfg(test)]`.
            return Self { path: path.to_owned(), code: String::new(), length: 0 };
        }
        let code = without_tests(&without_comments_and_literals(text));
        let tests_begin = text.lines().position(|line| line.trim() == "#[cfg(test)]");
        Self { path: path.to_owned(), code, length: tests_begin.unwrap_or_else(|| text.lines().count()) }
    }

    /// The folder or one-file module under `src/` that the file belongs to: `token` for `src/token/issue.rs`.
    pub fn room(&self) -> &str {
        let inside = self.path.strip_prefix("src/").unwrap_or("");
        inside.split('/').next().unwrap_or("").trim_end_matches(".rs")
    }

    pub fn file_name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or("")
    }

    /// Whether the room is this one file (`src/discovery.rs`).
    pub fn is_one_file_room(&self) -> bool {
        self.path.strip_prefix("src/").is_some_and(|inside| !inside.contains('/'))
    }

    /// Each use of a module of this crate: the first two names after `crate::`, with the line.
    pub fn imports(&self) -> Vec<Import> {
        let mut found = Vec::new();
        for start in words(&self.code, "crate") {
            if let Some(rest) = self.code[start + "crate".len()..].trim_start().strip_prefix("::") {
                collect_imports(rest.trim_start(), line_of(&self.code, start), &mut found);
            }
        }
        found
    }

    /// Lines that name the outside crate `name` at the head of a path or import.
    pub fn lines_naming_crate(&self, name: &str) -> Vec<usize> {
        words(&self.code, name)
            .filter(|&start| {
                let before = self.code[..start].trim_end();
                let after = self.code[start + name.len()..].trim_start();
                !before.ends_with("::") && !before.ends_with('.') && (after.starts_with("::") || before.ends_with("use"))
                    || before.ends_with("use ::")
            })
            .map(|start| line_of(&self.code, start))
            .collect()
    }

    /// Lines that contain `fragment`.
    pub fn lines_containing(&self, fragment: &str) -> Vec<usize> {
        self.code.lines().enumerate().filter(|(_, line)| line.contains(fragment)).map(|(number, _)| number + 1).collect()
    }

    /// Every name the file declares: what kind of item, the name, the line.
    pub fn declarations(&self) -> Vec<(&'static str, String, usize)> {
        let mut found = Vec::new();
        for kind in ["fn", "struct", "enum", "trait", "mod", "type", "const", "static"] {
            for start in words(&self.code, kind) {
                let name = leading_word(self.code[start + kind.len()..].trim_start());
                if !name.is_empty() {
                    found.push((kind, name.to_owned(), line_of(&self.code, start)));
                }
            }
        }
        found
    }
}

/// A use of this crate's module `module`, with the next name of the path (`duration` in `crate::config::duration::…`).
#[derive(Debug, PartialEq, Eq)]
pub struct Import {
    pub module: String,
    pub item: String,
    pub line: usize,
}

/// Reads what follows `crate::`: one path, or a group of paths in braces.
fn collect_imports(rest: &str, line: usize, found: &mut Vec<Import>) {
    if let Some(group) = rest.strip_prefix('{') {
        for branch in branches(group) {
            collect_imports(branch.trim_start(), line, found);
        }
        return;
    }
    let module = leading_word(rest);
    if module.is_empty() {
        return;
    }
    let after = rest[module.len()..].trim_start().strip_prefix("::").map_or("", str::trim_start);
    match after.strip_prefix('{') {
        Some(group) => {
            for item in branches(group).into_iter().map(|branch| leading_word(branch.trim_start())).filter(|item| !item.is_empty()) {
                found.push(Import { module: module.to_owned(), item: item.to_owned(), line });
            }
        }
        None => found.push(Import { module: module.to_owned(), item: leading_word(after).to_owned(), line }),
    }
}

/// Splits the inside of a brace group at its own commas.
fn branches(group: &str) -> Vec<&str> {
    let (mut depth, mut from, mut parts) = (0usize, 0, Vec::new());
    for (index, character) in group.char_indices() {
        match character {
            '{' => depth += 1,
            '}' if depth == 0 => {
                parts.push(&group[from..index]);
                return parts;
            }
            '}' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(&group[from..index]);
                from = index + 1;
            }
            _ => {}
        }
    }
    parts
}

fn is_word(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

fn leading_word(text: &str) -> &str {
    text.split(|character| !is_word(character)).next().unwrap_or("")
}

/// Where `word` stands by itself, not inside a longer name.
fn words<'t>(text: &'t str, word: &'t str) -> impl Iterator<Item = usize> + 't {
    text.match_indices(word).map(|(start, _)| start).filter(move |&start| {
        let before = text[..start].chars().next_back();
        let after = text[start + word.len()..].chars().next();
        !before.is_some_and(is_word) && !after.is_some_and(is_word)
    })
}

fn line_of(text: &str, position: usize) -> usize {
    text[..position].matches('\n').count() + 1
}

/// Blanks comments and the inside of text and character literals; keeps line breaks.
fn without_comments_and_literals(text: &str) -> String {
    let characters: Vec<char> = text.chars().collect();
    let mut code = String::with_capacity(text.len());
    let mut at = 0;
    while at < characters.len() {
        let end = match (characters[at], characters.get(at + 1).copied().unwrap_or('\0')) {
            ('/', '/') => end_of_line(&characters, at),
            ('/', '*') => end_of_block_comment(&characters, at),
            ('"', _) => end_of_text(&characters, at),
            ('r', '"' | '#') if at == 0 || !is_word(characters[at - 1]) || characters[at - 1] == 'b' => end_of_raw_text(&characters, at),
            ('\'', next) if next == '\\' || characters.get(at + 2) == Some(&'\'') => end_of_character(&characters, at),
            _ => at,
        };
        if end == at {
            code.push(characters[at]);
            at += 1;
        } else {
            code.extend(characters[at..end].iter().map(|&character| if character == '\n' { '\n' } else { ' ' }));
            at = end;
        }
    }
    code
}

fn end_of_line(characters: &[char], from: usize) -> usize {
    (from..characters.len()).find(|&at| characters[at] == '\n').unwrap_or(characters.len())
}

fn end_of_block_comment(characters: &[char], from: usize) -> usize {
    let (mut depth, mut at) = (0usize, from);
    while at + 1 < characters.len() {
        match (characters[at], characters[at + 1]) {
            ('/', '*') => (depth, at) = (depth + 1, at + 2),
            ('*', '/') => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
        if depth == 0 {
            return at;
        }
    }
    characters.len()
}

fn end_of_text(characters: &[char], from: usize) -> usize {
    let mut at = from + 1;
    while at < characters.len() && characters[at] != '"' {
        at += if characters[at] == '\\' { 2 } else { 1 };
    }
    (at + 1).min(characters.len())
}

fn end_of_raw_text(characters: &[char], from: usize) -> usize {
    let hashes = characters[from + 1..].iter().take_while(|&&character| character == '#').count();
    if characters.get(from + 1 + hashes) != Some(&'"') {
        return from; // a raw identifier
    }
    let closes = |at: usize| {
        characters[at] == '"' && characters[at + 1..].iter().take(hashes).filter(|&&character| character == '#').count() == hashes
    };
    (from + 2 + hashes..characters.len()).find(|&at| closes(at)).map_or(characters.len(), |at| at + 1 + hashes)
}

fn end_of_character(characters: &[char], from: usize) -> usize {
    let first = if characters[from + 1] == '\\' { from + 3 } else { from + 2 };
    (first..characters.len()).find(|&at| characters[at] == '\'').map_or(characters.len(), |at| at + 1)
}

/// Blanks every item marked `#[cfg(test)]`, up to its closing brace or semicolon.
fn without_tests(code: &str) -> String {
    let mark = "#[cfg(test)]";
    let Some(start) = code.find(mark) else { return code.to_owned() };
    let mut depth = 0usize;
    let mut end = code.len();
    for (index, character) in code[start + mark.len()..].char_indices() {
        match character {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            ';' if depth == 0 => {}
            _ => continue,
        }
        if depth == 0 {
            end = start + mark.len() + index + 1;
            break;
        }
    }
    let blank: String = code[start..end].chars().map(|character| if character == '\n' { '\n' } else { ' ' }).collect();
    without_tests(&format!("{}{blank}{}", &code[..start], &code[end..]))
}

/// Every file under `folder` (a path from the top of the repository), sorted; build output and version control left out.
pub fn files_under(folder: &str) -> Vec<PathBuf> {
    fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
        let Ok(entries) = std::fs::read_dir(folder) else { return };
        for entry in entries.flatten() {
            let path = entry.path();
            let name = entry.file_name();
            if name == "target" || name == ".git" {
            } else if path.is_dir() {
                walk(&path, found);
            } else {
                found.push(path);
            }
        }
    }
    let mut found = Vec::new();
    walk(&top().join(folder), &mut found);
    found.sort();
    found
}

pub fn top() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The path from the top of the repository, with `/`.
pub fn relative(path: &Path) -> String {
    path.strip_prefix(top()).unwrap_or(path).to_string_lossy().replace('\\', "/")
}
