//! Nobody takes away what a policy demands, and everybody may take away the rest.

use frontdesk::factors::Method;
use frontdesk::policy::GroupPolicy;

use super::{RIVERSIDE, mandatory};
use crate::on_both_grounds;
use crate::sign_in::is_signed_in;
use crate::support::{Desk, Ground};

on_both_grounds!(what_a_practice_demands_is_kept,);

async fn what_a_practice_demands_is_kept(ground: Ground) {
    let desk = Desk::open(ground).await;
    let alice = desk.someone("Alice Nguyen").in_group(RIVERSIDE).join().await;
    let second = desk.with_app(&alice).await;
    desk.with_email(&alice).await;
    desk.adopt(RIVERSIDE, mandatory("totp")).await;
    let mut visitor = desk.between(&alice).await;
    visitor.press("submit", &[("code", &second.app.shows(desk.now()))]).await;
    assert!(is_signed_in(&visitor), "{}", visitor.page.body);

    visitor.open(desk.url("/account/two-factor")).await;
    assert!(visitor.page.text().contains(RIVERSIDE) && !visitor.page.has("#turn-off"), "{}", visitor.page.text());
    for (path, ends) in
        [("/account/two-factor/totp/remove", false), ("/account/two-factor/off", false), ("/account/two-factor/email/remove", true)]
    {
        let before = desk.enrolment(&alice).await.validated();
        visitor.open(desk.url(path)).await;
        visitor.press("confirm", &[]).await;
        assert_eq!(desk.enrolment(&alice).await.validated() != before, ends, "{path}: {}", visitor.page.text());
    }
    assert!(desk.enrolment(&alice).await.validated().contains(Method::Totp));

    // The legal twin: without the demand it goes.
    desk.adopt(RIVERSIDE, GroupPolicy::default()).await;
    visitor.open(desk.url("/account/two-factor/totp/remove")).await;
    visitor.press("confirm", &[]).await;
    assert!(desk.enrolment(&alice).await.validated().is_empty(), "{}", visitor.page.text());
}
