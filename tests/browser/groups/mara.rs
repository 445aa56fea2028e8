//! What Mara does, who has full access: her own second factor, the users of the practice, and what it asks.

use std::time::Duration;

use serde_json::json;

use super::{ANY, Colleague, Practice};
use crate::support::PASSWORD;
use crate::telephone::Telephone;

impl Practice {
    /// Mara's first steps: her own second factor, without which she changes nothing.
    pub(super) async fn mara_sets_up_an_app(&mut self) {
        self.mara_enters_her_password().await;
        self.office.see("You are signed in").await;
        self.office.goto(self.desk.url("/account/two-factor")).await;
        self.office.choose(super::APP).await;
        self.office.press("Validate").await;
        self.telephone = Telephone::type_key(&self.office).await;
        self.office.fill("Six-digit code", &self.telephone.shows(&self.desk)).await;
        self.office.press("Submit").await;
        self.office.press("I have kept them").await;
        self.office.see("Current status Enabled").await;
    }

    async fn mara_enters_her_password(&self) {
        self.office.goto(self.desk.url("/login")).await;
        self.office.fill("Email", &self.mara.email).await;
        self.office.fill("Password", PASSWORD).await;
        self.office.press("Login").await;
    }

    /// Another day: her session has ended.
    pub(super) async fn mara_signs_in(&self) {
        self.office.forget_everybody().await;
        self.mara_enters_her_password().await;
        self.office.see("Enter your code").await;
        self.mara_enters_her_code().await;
        self.office.see("You are signed in").await;
    }

    /// The next code that her app shows: each works once.
    pub(super) async fn mara_enters_her_code(&self) {
        self.desk.advance(Duration::from_secs(31));
        self.office.fill("Six-digit code", &self.telephone.shows(&self.desk)).await;
        self.office.press("Submit").await;
    }

    /// Where it matters, she is asked for her second factor again when ten minutes have passed since the last time.
    /// Gives whether she was.
    pub(super) async fn mara_proves_who_she_is(&self) -> bool {
        let is_asked = self.office.address().await.path().starts_with("/account/confirm/");
        if is_asked {
            self.office.see("Is it really you?").await;
            self.mara_enters_her_code().await;
        }
        is_asked
    }

    /// Settings > Users, and there one of the groups.
    pub(super) async fn users_of(&self, group: &str) {
        self.office.goto(self.desk.url("/account")).await;
        self.office.follow("Users").await;
        self.office.follow(group).await;
        self.office.arrive_at(&self.page_of(group, "/users").await).await;
    }

    /// An address of a group's pages.
    pub(super) async fn page_of(&self, group: &str, below: &str) -> String {
        self.desk.url(&format!("/settings/groups/{}{below}", self.desk.group(group).await))
    }

    /// The cog next to somebody's name.
    pub(super) async fn cog_of(&self, colleague: &Colleague) {
        self.users_of(super::RIVERSIDE).await;
        self.office.follow(&format!("Settings of {}", colleague.name)).await;
        self.office.arrive_at(&self.page_of(super::RIVERSIDE, &format!("/users/{}", colleague.person.id)).await).await;
    }

    /// What the table of users says about somebody.
    pub(super) async fn row_of(&self, colleague: &Colleague) -> String {
        self.users_of(super::RIVERSIDE).await;
        self.row_shown(colleague.name).await
    }

    /// The same, of the table in front of her.
    pub(super) async fn row_shown(&self, name: &str) -> String {
        let row = "return [...document.querySelectorAll('tbody tr')].find(row => row.textContent.includes(arguments[0]))?.innerText ?? ''";
        let row = self.office.run(row, vec![json!(name)]).await;
        row.as_str().expect("text").split_whitespace().collect::<Vec<_>>().join(" ")
    }

    pub(super) async fn assert_row(&self, colleague: &Colleague, says: &str) {
        let row = self.row_of(colleague).await;
        assert!(row.contains(says), "{}: \"{says}\" is not in \"{row}\"", colleague.name);
    }

    /// **Edit Two-Factor Authentication Settings** of a group, on the form.
    pub(super) async fn edit_settings_of(&self, group: &str) {
        self.users_of(group).await;
        self.office.follow("Edit Two-Factor Authentication Settings").await;
        self.mara_proves_who_she_is().await;
        self.office.see("Nothing is saved before you have seen whom it touches").await;
    }

    /// Ticks these methods, and no others.
    pub(super) async fn accept(&self, methods: &[&str]) {
        for method in ANY {
            if self.office.is_ticked(method).await != methods.contains(method) {
                self.office.choose(method).await;
            }
        }
    }

    /// From the users' table to the notice: this is what a group asks from now on.
    pub(super) async fn group_asks(&self, group: &str, setting: &str, methods: &[&str], until: Option<&str>) {
        self.edit_settings_of(group).await;
        self.office.choose(setting).await;
        self.accept(methods).await;
        self.office.pick_day("enforce_from", until.unwrap_or("")).await;
        self.office.press("See whom it touches").await;
        self.office.see("Nothing is saved yet").await;
        self.office.press("Save").await;
        self.office.see("The settings are saved").await;
        // Policies and trust are compared by time.
        self.desk.advance(Duration::from_secs(1));
    }

    /// The same of Riverside Health, at once.
    pub(super) async fn riverside_asks(&self, setting: &str, methods: &[&str]) {
        self.group_asks(super::RIVERSIDE, setting, methods, None).await;
    }
}
