//! Names as people typed them, made fit to be shown anywhere: one line, nothing invisible, not too long.

/// `text` in one line: control, invisible and direction-changing characters are dropped, runs of white space become one
/// space, and what is longer than `longest` characters is cut.
///
/// A name that changes the direction of the text around it, or that holds line breaks, could dress up a page or a mail
/// as something else.
pub fn one_line(text: &str, longest: usize) -> String {
    let mut line = String::with_capacity(text.len().min(longest.saturating_mul(4)));
    let mut length = 0;
    for word in text.split(|c: char| c.is_whitespace()) {
        let mut begun = false;
        for character in word.chars().filter(|&c| !is_unseen(c)) {
            if length >= longest {
                return line;
            }
            if !begun && length > 0 {
                if length + 1 >= longest {
                    return line;
                }
                line.push(' ');
                length += 1;
            }
            begun = true;
            line.push(character);
            length += 1;
        }
    }
    line
}

/// Whether a character shows nothing of its own: controls, joiners, marks of direction, fillers, tags and private use.
pub fn is_unseen(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{00AD}' | '\u{034F}' | '\u{061C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}' | '\u{180B}'..='\u{180F}'
            | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{2800}' | '\u{3164}'
            | '\u{E000}'..='\u{F8FF}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF0}'..='\u{FFFB}'
            | '\u{1BCA0}'..='\u{1BCA3}' | '\u{1D173}'..='\u{1D17A}' | '\u{E0000}'..='\u{10FFFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_stays_as_it_was_typed_and_loses_what_nobody_sees() {
        assert_eq!(one_line("Dr. Zoë  O'Brien-Šimůnková", 100), "Dr. Zoë O'Brien-Šimůnková");
        assert_eq!(one_line("  Mei\tLing\r\nBcc: x ", 100), "Mei Ling Bcc: x");
        assert_eq!(one_line("safe\u{202E}txt.exe \u{200B} \u{E0041}", 100), "safetxt.exe");
        assert_eq!(one_line("\u{200F}\u{0}", 100), "");
    }

    #[test]
    fn a_name_is_cut_at_a_character() {
        assert_eq!(one_line("ééééé", 3), "ééé");
        assert_eq!(one_line("ab cd", 3), "ab");
        assert_eq!(one_line("ab cd", 4), "ab c");
    }
}
