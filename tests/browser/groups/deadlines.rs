//! A day from which it is mandatory: until then people are reminded and may skip, afterwards not.

use std::time::Duration;

use super::colleagues::{Asked, MAY, MUST};
use super::{ANY, MANDATORY, Practice, RIVERSIDE};

const DAY: Duration = Duration::from_hours(24);

/// Stories begin on Sunday, 1 March 2026.
const WEDNESDAY: &str = "2026-03-04";

#[tokio::test(flavor = "multi_thread")]
async fn before_the_deadline_it_can_be_skipped_and_afterwards_not() {
    let Some(practice) = Practice::opens("groups-deadline").await else { return };
    let (front, bob) = (&practice.front, practice.colleague("Bob Okafor").await);
    practice.group_asks(RIVERSIDE, MANDATORY, ANY, Some(WEDNESDAY)).await;
    practice.assert_row(&bob, "Due in 3 days").await;
    let cog_in_sight = "const right = what => document.querySelector(what).getBoundingClientRect().right;
        return right('.cog') <= right('.table-frame')";
    assert!(practice.office.run(cog_in_sight, Vec::new()).await == true, "the widest row, and nobody has to move the table");

    for _ in 0..2 {
        assert_eq!(practice.signs_in(&bob).await, MAY);
        front.see("It is asked for by Riverside Health").await;
        front.see("You can put it off; you will need it in 3 days (4 March 2026 at 11:59").await;
        front.press("Not now").await;
        practice.is_in_the_app(&bob).await;
    }
    // A letter reminds him, too.
    practice.desk.advance(DAY);
    frontdesk::serve::remind(&practice.desk.app, practice.desk.now()).await.expect("reminders");
    let letters = practice.post.letters_to(&practice.desk, &bob.person.email).await;
    assert_eq!(letters.last().expect("a reminder").subject, "Two-factor authentication is needed in 2 days");

    practice.desk.advance(DAY * 2 + Duration::from_hours(2));
    assert_eq!(practice.signs_in(&bob).await, MUST);
    practice.mara_signs_in().await;
    practice.assert_row(&bob, "Overdue").await;
    assert_eq!(practice.signs_in(&bob).await, MUST, "and it goes on asking");
    practice.sets_up_an_app().await;
    practice.keeps_the_recovery_codes().await;
    practice.is_in_the_app(&bob).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_user_gets_more_time() {
    let Some(practice) = Practice::opens("groups-more-time").await else { return };
    let office = &practice.office;
    let [bob, carla] = [practice.colleague("Bob Okafor").await, practice.colleague("Carla Rossi").await];
    practice.cog_of(&bob).await;
    assert!(!office.has("extend").await, "there is no deadline yet");
    practice.group_asks(RIVERSIDE, MANDATORY, ANY, Some(WEDNESDAY)).await;

    practice.cog_of(&bob).await;
    office.follow("Give more time").await;
    office.see("At most 30 days").await;
    office.pick_day("until", "2026-05-01").await;
    office.press("Save").await;
    office.see("Choose a day ahead, at most 30 days from today").await;
    office.pick_day("until", "2026-03-10").await;
    office.press("Save").await;
    office.see("They have more time now").await;
    practice.assert_row(&bob, "Due in 9 days").await;
    practice.assert_row(&carla, "Due in 3 days").await;

    practice.desk.advance(DAY * 4);
    assert_eq!(practice.signs_in(&carla).await, MUST);
    assert_eq!(practice.signs_in(&bob).await, MAY);
    practice.front.press("Not now").await;
    practice.is_in_the_app(&bob).await;
    practice.mara_signs_in().await;
    practice.assert_row(&carla, "Overdue").await;
    practice.assert_row(&bob, "Due in").await;
    practice.desk.advance(DAY * 6);
    assert_eq!(practice.signs_in(&bob).await, MUST);
    practice.sets_up_email(&bob).await;
    practice.keeps_the_recovery_codes().await;
    practice.is_in_the_app(&bob).await;
    assert_eq!(practice.signs_in(&bob).await, Asked::Code);
}
