//! Using a page without a pointer.

use std::time::Duration;

use fantoccini::actions::{InputSource, KeyAction, KeyActions};
use http::Method;
use serde_json::Value;

use super::chrome::Chrome;

/// Keys that stories press (WebDriver, "keyboard actions").
#[derive(Clone, Copy, Debug)]
pub enum Key {
    Tab,
    BackTab,
    Enter,
    Space,
    Escape,
    Down,
    Backspace,
}

const SHIFT: char = '\u{e008}';
const TAB: char = '\u{e004}';

impl Chrome {
    pub async fn strike(&self, key: Key) {
        let (shift, value) = match key {
            Key::Tab => (false, TAB),
            Key::BackTab => (true, TAB),
            Key::Enter => (false, '\u{e007}'),
            Key::Space => (false, ' '),
            Key::Escape => (false, '\u{e00c}'),
            Key::Down => (false, '\u{e015}'),
            Key::Backspace => (false, '\u{e003}'),
        };
        let mut keys = KeyActions::new("keyboard".to_owned());
        if shift {
            keys = keys.then(KeyAction::Down { value: SHIFT });
        }
        keys = keys.then(KeyAction::Down { value }).then(KeyAction::Up { value });
        if shift {
            keys = keys.then(KeyAction::Up { value: SHIFT });
        }
        self.client.perform_actions(keys).await.expect("keys");
    }

    /// Types into whatever has the focus.
    pub async fn write(&self, text: &str) {
        let mut keys = KeyActions::new("keyboard".to_owned());
        for value in text.chars() {
            keys = keys.then(KeyAction::Down { value }).then(KeyAction::Up { value });
        }
        self.client.perform_actions(keys).await.expect("keys");
    }

    /// The name by which a screen reader announces what has the focus.
    pub async fn focused(&self) -> String {
        // Between two pages there is none, or it is gone before it is asked for its name.
        for _ in 0..100 {
            if let Ok(element) = self.client.active_element().await {
                let path = format!("element/{}/computedlabel", element.element_id().as_ref());
                if let Ok(Value::String(name)) = self.try_command(Method::GET, &path, None).await {
                    return name;
                }
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("nothing has the focus");
    }

    /// Waits until the element with this id has the focus: a page that is there may not be done with it.
    pub async fn focus_is_on(&self, id: &str) {
        let has_it = format!("return document.activeElement.id === '{id}'");
        let on_it = self.wait_until(async || self.run(&has_it, Vec::new()).await == true).await;
        assert!(on_it, "{id} does not have the focus: {}", self.focused().await);
    }

    /// Strikes Tab until what has the focus is announced as `name`; gives every name on the way, `name` included.
    pub async fn tab_to(&self, name: &str) -> Vec<String> {
        let mut passed = Vec::new();
        for _ in 0..40 {
            let focused = self.focused().await;
            passed.push(focused);
            if passed.last().is_some_and(|last| last == name) {
                return passed;
            }
            self.strike(Key::Tab).await;
        }
        panic!("\"{name}\" cannot be reached with the Tab key; passed: {passed:?}");
    }
}
