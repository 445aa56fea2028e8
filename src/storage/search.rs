//! Searching names as people type them: any part, in any case, without wildcards.

use sea_orm::DbBackend;
use sea_orm::sea_query::{Expr, ExprTrait, Func, SimpleExpr};

/// Whether `text` holds `wanted`, in any case.
pub fn holds(backend: DbBackend, text: &SimpleExpr, wanted: &str) -> SimpleExpr {
    // A position instead of LIKE: what people type has no wildcards.
    let place = if backend == DbBackend::Postgres { "strpos" } else { "instr" };
    let at = |wanted: String| SimpleExpr::from(Func::cust(place).arg(Func::lower(text.clone())).arg(Expr::value(wanted))).gt(0);
    let mut spellings = spellings(wanted).into_iter().map(at);
    let first = spellings.next().unwrap_or_else(|| Expr::value(true));
    spellings.fold(first, SimpleExpr::or)
}

/// SQLite, and PostgreSQL in some locales, know the case of ASCII letters only: `É` stays as it is. So what was typed is looked for
/// as names are written: all small, with the first letters of words large, and all large.
fn spellings(wanted: &str) -> Vec<String> {
    let small = wanted.to_lowercase();
    if small.is_ascii() {
        return vec![small];
    }
    let large = |character: char| -> String { if character.is_ascii() { character.into() } else { character.to_uppercase().collect() } };
    let all_large: String = small.chars().map(large).collect();
    let (mut names, mut begins) = (String::new(), true);
    for character in small.chars() {
        names.push_str(&if begins { large(character) } else { character.into() });
        begins = !character.is_alphanumeric();
    }
    let mut spellings = vec![small, names, all_large];
    spellings.sort_unstable_by(|one, next| next.cmp(one));
    spellings.dedup();
    spellings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_looked_for_as_it_may_be_written() {
        assert_eq!(spellings("OKAFOR"), ["okafor"]);
        assert_eq!(spellings("émile Öz"), ["émile öz", "Émile Öz"]);
        assert_eq!(spellings("MÜLLER"), ["müller", "mÜller"]);
        assert_eq!(spellings("müller-ärmel"), ["müller-ärmel", "müller-Ärmel", "mÜller-Ärmel"]);
    }
}
