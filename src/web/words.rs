//! What a page says after a form was done, or was not.

/// Words that travel in the address of a redirect, each with the text it stands for: only our own can be said that way.
macro_rules! words {
    ($(#[$what:meta])* $type:ident { $($(#[$doc:meta])* $variant:ident = $name:literal, $key:literal;)* }) => {
        $(#[$what])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $type {
            $($(#[$doc])* $variant,)*
        }

        impl $type {
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                }
            }

            fn text(self) -> $crate::text::Text {
                match self {
                    $(Self::$variant => $crate::text::Text::new($key),)*
                }
            }

            pub fn parse(text: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|word| word.as_str() == text)
            }
        }
    };
}

pub(crate) use words;
