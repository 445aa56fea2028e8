//! "Setting up two-factor authentication for your practice group": what a member with full access does for practitioners, and
//! for the group.

use super::colleagues::{Asked, MAY, MUST};
use super::{APP, MANDATORY, Practice, RIVERSIDE};

#[tokio::test(flavor = "multi_thread")]
async fn full_access_turns_it_on_for_a_practitioner() {
    let Some(practice) = Practice::opens("groups-practitioner").await else { return };
    let (office, front) = (&practice.office, &practice.front);
    let [bob, carla] = [practice.colleague("Bob Okafor").await, practice.colleague("Carla Rossi").await];

    // Settings > Users: everybody, each with a status.
    practice.users_of(RIVERSIDE).await;
    office.see("3 active users in this practice").await;
    for (name, status) in [("Mara Lind", "Enabled"), ("Bob Okafor", "Not setup"), ("Carla Rossi", "Not setup")] {
        let row = practice.row_shown(name).await;
        assert!(row.contains(status), "{row}");
    }
    // Her own cog leads to her own settings, where she chooses for herself.
    office.follow("Settings of Mara Lind").await;
    office.arrive_at(&practice.desk.url(&format!("/settings/users/{}", practice.mara.id))).await;
    office.follow("Two-factor").await;
    office.see("Current status Enabled").await;
    // The cog next to his name.
    practice.cog_of(&bob).await;
    office.see("Only they themselves can choose and validate a method").await;
    office.press("Turn on").await;
    office.see("Two-factor authentication is turned on. At the next sign-in they are asked to set it up.").await;
    practice.assert_row(&bob, "Activated").await;
    practice.assert_row(&carla, "Not setup").await;

    // He is asked; she is not.
    assert_eq!(practice.signs_in(&carla).await, Asked::Nothing);
    assert_eq!(practice.signs_in(&bob).await, MAY);
    practice.sets_up_email(&bob).await;
    practice.keeps_the_recovery_codes().await;
    practice.is_in_the_app(&bob).await;
    practice.assert_row(&bob, "Enabled Email").await;
    assert_eq!(practice.signs_in(&bob).await, Asked::Code);
    practice.enters_the_code_by_email(&bob).await;
    practice.is_in_the_app(&bob).await;

    // Without full access, Settings > Users shows oneself, and the others' pages are not there.
    front.goto(practice.desk.url("/settings/users")).await;
    front.see("Bob Okafor").await;
    assert!(!front.text().await.contains("Carla Rossi"), "{}", front.text().await);
    front.goto(practice.page_of(RIVERSIDE, "/users").await).await;
    assert!(!front.text().await.contains("Carla Rossi"), "{}", front.text().await);
    let complaints = office.console().await;
    assert!(!complaints.iter().any(|line| line.contains("Content Security Policy")), "{complaints:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn full_access_makes_it_mandatory_for_the_group_and_takes_that_back() {
    let Some(practice) = Practice::opens("groups-everybody").await else { return };
    let office = &practice.office;
    let [bob, carla] = [practice.colleague("Bob Okafor").await, practice.colleague("Carla Rossi").await];
    practice.opens_their_settings(&carla).await;
    practice.sets_up_email(&carla).await;
    practice.keeps_the_recovery_codes().await;

    practice.edit_settings_of(RIVERSIDE).await;
    office.choose(MANDATORY).await;
    practice.accept(&[APP]).await;
    office.press("See whom it touches").await;
    office.see("Nothing is saved yet").await;
    let mut figures = Vec::new();
    for id in ["members", "ready", "must-set-up", "not-accepted"] {
        figures.push(office.text_of(id).await);
    }
    assert_eq!(figures, ["3", "1", "1", "1"], "Mara is ready, Bob has nothing, Carla has email");
    assert_eq!(practice.signs_in(&bob).await, Asked::Nothing, "a look changes nothing");

    office.press("Save").await;
    office.see("The settings are saved. You can undo this for a day.").await;
    office.see("33%").await;
    assert_eq!(practice.signs_in(&bob).await, MUST);
    assert_eq!(practice.signs_in(&carla).await, Asked::Code);
    practice.users_of(RIVERSIDE).await;
    office.choose("Only overdue").await;
    office.press("Show").await;
    office.see("Show everybody").await;
    for (name, is_overdue) in [("Bob Okafor", true), ("Carla Rossi", true), ("Mara Lind", false)] {
        assert_eq!(!practice.row_shown(name).await.is_empty(), is_overdue, "{name}");
    }

    office.follow("Overview").await;
    office.press("Undo this change").await;
    if practice.mara_proves_who_she_is().await {
        office.press("Undo this change").await;
    }
    office.see("The settings are as they were before").await;
    office.see("The practice has no preference").await;
    // It was turned on for him by the way, and stays so until somebody turns it off; but it can wait again.
    assert_eq!(practice.signs_in(&bob).await, MAY);
    practice.front.press("Not now").await;
    practice.is_in_the_app(&bob).await;
    office.follow("Activity of the practice").await;
    office.see("The two-factor settings were changed").await;
}
