//! Managing a practice without a pointer, and on a phone in the dark.

use super::{MANDATORY, Practice, RIVERSIDE};
use crate::support::{Key, Look};

#[tokio::test(flavor = "multi_thread")]
async fn the_settings_of_the_group_are_edited_by_keys_alone() {
    let Some(practice) = Practice::opens("groups-keys").await else { return };
    let (office, bob) = (&practice.office, practice.colleague("Bob Okafor").await);
    office.goto(practice.desk.url("/settings/groups")).await;
    office.tab_to(RIVERSIDE).await;
    office.strike(Key::Enter).await;
    office.see("2 active users in this practice").await;
    // The way past the navigation is the first thing that the keys reach.
    office.strike(Key::Tab).await;
    assert_eq!(office.focused().await, "Skip to the content");
    office.tab_to("Edit Two-Factor Authentication Settings").await;
    office.strike(Key::Enter).await;
    office.see("Nothing is saved before you have seen whom it touches").await;

    // The chosen one of three has the focus; the keys choose among them.
    office.tab_to("Your own").await;
    office.tab_to("Disabled").await;
    office.strike(Key::Down).await;
    office.strike(Key::Down).await;
    assert_eq!(office.focused().await, MANDATORY);
    office.tab_to("SMS").await;
    assert!(office.is_ticked("SMS").await);
    office.strike(Key::Space).await;
    assert!(!office.is_ticked("SMS").await);
    // A mistake takes the focus, and nothing that was chosen is lost.
    office.tab_to("After minutes without use").await;
    office.write("soon").await;
    office.tab_to("See whom it touches").await;
    office.strike(Key::Enter).await;
    office.see("Signed out without use: enter whole minutes, or nothing.").await;
    assert!(!office.is_ticked("SMS").await && office.is_ticked(MANDATORY).await);
    office.focus_is_on("summary").await;
    office.tab_to("After minutes without use").await;
    assert_eq!(office.value_of("After minutes without use").await, "soon");
    for _ in "soon".chars() {
        office.strike(Key::Backspace).await;
    }
    office.write("20").await;
    office.tab_to("See whom it touches").await;
    office.strike(Key::Enter).await;
    office.see("Nothing is saved yet").await;
    office.see("Signed out after 20 minutes without use").await;
    office.tab_to("Save").await;
    office.strike(Key::Enter).await;
    office.see("The settings are saved").await;
    // A screen reader says what was done.
    office.focus_is_on("notice").await;
    practice.assert_row(&bob, "Overdue").await;

    office.follow("Overview").await;
    office.tab_to("Undo this change").await;
    office.strike(Key::Space).await;
    office.see("The settings are as they were before").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_practice_is_managed_on_a_dark_phone() {
    let look = Look { dark: true, phone: Some((390, 844, 2.0)), ..Look::default() };
    let Some(practice) = Practice::opens_with("groups-phone", look).await else { return };
    let office = &practice.office;
    let bob = practice.colleague("Bartholomew Featherstonehaugh-Cholmondeley").await;
    practice.opens_their_settings(&bob).await;
    practice.sets_up_an_app().await;
    practice.keeps_the_recovery_codes().await;
    let fits = async || assert!(!office.scrolls_sideways().await, "{} moves sideways", office.address().await);
    let cog = format!("/users/{}", bob.person.id);
    for (below, shows) in [
        ("/users", "2 active users"),
        ("/users?search=nobody", "Nobody fits"),
        ("/invitations", "Nobody is waiting"),
        ("/invite", "We send an invitation"),
        ("/activity", "the newest first"),
        (&cog, "Bartholomew"),
        (&format!("{cog}/access"), "Change role and access"),
        (&format!("{cog}/reset"), "Reset two-factor authentication?"),
        (&format!("{cog}/remove"), "Deactivate their membership?"),
        ("/policy", "Nothing is saved before you have seen whom it touches"),
    ] {
        office.goto(practice.page_of(RIVERSIDE, below).await).await;
        practice.mara_proves_who_she_is().await;
        office.see(shows).await;
        fits().await;
    }
    office.choose(MANDATORY).await;
    office.pick_day("enforce_from", "2026-03-04").await;
    office.press("See whom it touches").await;
    office.see("Nothing is saved yet").await;
    fits().await;
    office.press("Save").await;
    office.see("The settings are saved").await;
    fits().await;

    // The way to the users is in the menu.
    office.unfold("Menu Overview").await;
    fits().await;
    office.follow_shown("Users").await;
    office.see("2 active users").await;
    // Carried out on the phone, too: more time for somebody.
    let carla = practice.colleague("Carla Rossi").await;
    office.goto(practice.page_of(RIVERSIDE, &format!("/users/{}/extend", carla.person.id)).await).await;
    office.see("Until the end of this day").await;
    fits().await;
    office.pick_day("until", "2026-03-10").await;
    office.press("Save").await;
    office.see("They have more time now").await;
    fits().await;
}
