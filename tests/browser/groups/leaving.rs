//! Leaving a practice while signed in.

use super::{HILLSIDE, Practice, RIVERSIDE};
use crate::groups::colleagues::Asked;
use crate::support::PracticeSite;

#[tokio::test(flavor = "multi_thread")]
async fn whoever_leaves_is_signed_out_at_the_next_request() {
    let Some(practice) = Practice::opens("groups-leaving").await else { return };
    let (office, front, bob) = (&practice.office, &practice.front, practice.colleague("Bob Okafor").await);
    let served = vec![practice.desk.group(RIVERSIDE).await];
    let chart = PracticeSite::open_as(practice.desk.app("chart").first_party().serving(served)).await;
    assert_eq!(practice.signs_in_to(&chart, &bob).await, Asked::Nothing);
    front.goto(format!("{}/sign-in?scope=openid profile email groups offline_access", chart.address)).await;
    practice.is_in(&chart, &bob).await;
    front.see("Groups: [\"Riverside Health\"]").await;
    front.goto(format!("{}/renew", chart.address)).await;
    front.see("The app goes on").await;
    front.goto(practice.desk.url("/account")).await;
    front.see("bob.okafor@").await;

    practice.cog_of(&bob).await;
    office.see("Signed in on one device").await;
    office.follow("Deactivate membership").await;
    practice.mara_proves_who_she_is().await;
    office.see("Deactivate their membership?").await;
    office.see("They lose Riverside Health and its apps at once").await;
    front.goto(format!("{}/renew", chart.address)).await;
    front.see("The app goes on").await;
    office.press("Deactivate membership").await;
    office.see("Their membership is deactivated, and they have been signed out everywhere").await;

    front.goto(format!("{}/renew", chart.address)).await;
    front.see("Error: invalid_grant").await;
    front.goto(practice.desk.url("/account")).await;
    front.arrive_at(&practice.desk.url("/login/")).await;
    practice.users_of(RIVERSIDE).await;
    assert_eq!(practice.row_shown("Bob Okafor").await, "");

    // His account stays; what the practice used does not open any more.
    practice.enters_email_and_password(&bob).await;
    front.arrive_at(&practice.desk.url("/account")).await;
    front.goto(format!("{}/sign-in", chart.address)).await;
    front.see("Error: access_denied").await;

    // Mara takes him back.
    office.unfold("By role, access level or membership").await;
    office.run("document.getElementById('state').value = 'deactivated'", Vec::new()).await;
    office.press("Show").await;
    office.see("Show everybody").await;
    office.follow("Settings of Bob Okafor").await;
    office.follow("Reactivate").await;
    practice.mara_proves_who_she_is().await;
    office.press("Reactivate").await;
    office.see("Their membership is reactivated").await;
    front.goto(format!("{}/sign-in", chart.address)).await;
    practice.is_in(&chart, &bob).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_leaves_one_of_two_practices_keeps_the_other() {
    let Some(practice) = Practice::opens("groups-leaving-one").await else { return };
    let (office, front, bob) = (&practice.office, &practice.front, practice.colleague_of_both("Bob Okafor").await);
    assert_eq!(practice.signs_in(&bob).await, Asked::Nothing);
    front.see("Hillside Physio").await;
    practice.cog_of(&bob).await;
    office.follow("Deactivate membership").await;
    practice.mara_proves_who_she_is().await;
    office.press("Deactivate membership").await;
    office.see("Their membership is deactivated").await;
    assert_eq!(practice.signs_in(&bob).await, Asked::Nothing);
    front.see("Groups: [\"Hillside Physio\"]").await;
    practice.users_of(HILLSIDE).await;
    assert!(practice.row_shown("Bob Okafor").await.contains("Not setup"));
}
