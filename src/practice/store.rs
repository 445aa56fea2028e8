//! What is asked of a group's members, as parts of queries.
//!
//! Every query begins at the group (`memberships_group_id_state_user_id`) and goes from there to single rows by their keys, so
//! an installation of many other people costs nothing. What is asked of each member is a subquery that gives one value: of a
//! join or an `EXISTS` PostgreSQL would make a hash of the whole table as soon as a group is large.

use sea_orm::sea_query::{Expr, ExprTrait, Func, IntoIden, Query, SelectStatement, SimpleExpr};

use crate::factors::status::Status;
use crate::factors::{Method, MethodSet};
use crate::foundation::clock::Timestamp;
use crate::foundation::id::GroupId;
use crate::groups::MembershipState;
use crate::policy::Asked;
use crate::storage::entity::{deadline_extension, factor_method, membership, passkey, two_factor, user};
use crate::users::UserState;

/// The members of a group who are in this state.
pub(super) fn members(group: GroupId, state: MembershipState) -> SelectStatement {
    Query::select()
        .from(membership::Entity)
        .and_where(of(membership::Entity, membership::Column::GroupId).eq(group))
        .and_where(of(membership::Entity, membership::Column::State).eq(state.as_str()))
        .take()
}

pub(super) fn of(table: impl IntoIden, column: impl IntoIden) -> SimpleExpr {
    Expr::col((table, column))
}

pub(super) fn member() -> SimpleExpr {
    of(membership::Entity, membership::Column::UserId)
}

pub(super) fn status() -> SimpleExpr {
    status_as(|word| word, Expr::value(Status::NotSetup.as_str()))
}

/// Something made of a member's status; `otherwise` for those of whom nothing is noted.
pub(super) fn status_as(made: impl FnOnce(SimpleExpr) -> SimpleExpr, otherwise: SimpleExpr) -> SimpleExpr {
    let own = Query::select()
        .from(two_factor::Entity)
        .expr(made(of(two_factor::Entity, two_factor::Column::Status)))
        .and_where(of(two_factor::Entity, two_factor::Column::UserId).eq(member()))
        .take();
    Func::coalesce([own.into(), otherwise]).into()
}

/// Whether the operator disabled a member's account: nobody waits for them.
pub(super) fn is_disabled() -> SimpleExpr {
    let own = Query::select()
        .from(user::Entity)
        .expr(of(user::Entity, user::Column::State))
        .and_where(of(user::Entity, user::Column::Id).eq(member()))
        .take();
    SimpleExpr::from(own).eq(UserState::Disabled.as_str())
}

/// A member's validated methods, as far as they are asked for; where nothing is asked, all.
pub(super) fn own_methods(asked: Option<&Asked>) -> SelectStatement {
    let methods = asked.map_or(MethodSet::ALL, |asked| asked.accepted.methods);
    let words: Vec<&str> = methods.iter().map(Method::as_str).collect();
    Query::select()
        .from(factor_method::Entity)
        .and_where(of(factor_method::Entity, factor_method::Column::UserId).eq(member()))
        .and_where(of(factor_method::Entity, factor_method::Column::Validated).eq(true))
        .and_where(of(factor_method::Entity, factor_method::Column::Method).is_in(words))
        .take()
}

pub(super) fn own_passkeys() -> SelectStatement {
    Query::select().from(passkey::Entity).and_where(of(passkey::Entity, passkey::Column::UserId).eq(member())).take()
}

/// Whether a member has what is asked; where nothing is asked, anything.
pub(super) fn ready(asked: Option<&Asked>) -> SimpleExpr {
    let any = |mut own: SelectStatement| SimpleExpr::from(own.expr(Expr::value(1)).limit(1).take()).is_not_null();
    let method = any(own_methods(asked));
    if asked.is_none_or(|asked| asked.accepted.passkey) { method.or(any(own_passkeys())) } else { method }
}

/// From when on a member must have it: the group's deadline, or a later one of their own ([`Asked::due`]).
pub(super) fn due(asked: &Asked) -> SimpleExpr {
    let group = || Expr::value(asked.from.as_millis());
    if !asked.can_wait {
        return group();
    }
    let until = || of(deadline_extension::Entity, deadline_extension::Column::Until);
    let own = Query::select()
        .from(deadline_extension::Entity)
        .expr(until())
        .and_where(
            of(deadline_extension::Entity, deadline_extension::Column::GroupId).eq(of(membership::Entity, membership::Column::GroupId)),
        )
        .and_where(of(deadline_extension::Entity, deadline_extension::Column::UserId).eq(member()))
        .and_where(until().gt(group()))
        .take();
    Func::coalesce([own.into(), group()]).into()
}

/// Whether the deadline of a member has passed, who may have what is asked for all that.
pub(super) fn past_due(asked: Option<&Asked>, now: Timestamp) -> SimpleExpr {
    asked.map_or_else(|| Expr::value(1).eq(0), |asked| due(asked).lte(now.as_millis()))
}
