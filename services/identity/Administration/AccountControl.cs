using Community.Contracts.Identity;
using Community.Identity.Audit;
using Community.Identity.Data;
using Community.Identity.SecondFactors;
using Community.Identity.Sessions;
using Community.Identity.Users;
using Community.Platform.Access.Authorization;
using Community.Platform.Http.Problems;
using Community.Platform.Mail;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Community.Identity.Administration;

/// <summary>
/// Changes of accounts by an administrator or a moderator. Each is one transaction with its integration event and its audit entry.
/// </summary>
internal sealed class AccountControl(IdentityDb db, SessionEnd sessions, TimeProvider clock)
{
    /// <exception cref="ProblemException">401: the actor's session has ended.</exception>
    public Task<Results<Ok<UserView>, NotFoundProblem, ConflictProblem>> SetRolesAsync(
        Guid actorId,
        Guid sessionId,
        Guid userId,
        IReadOnlyList<string> roles
    ) =>
        db.InTransactionAsync<Results<Ok<UserView>, NotFoundProblem, ConflictProblem>>(async () =>
        {
            // Only one change of roles runs at a time, so that two administrators cannot take the role from each other and leave none.
            await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(hashtext('roles'))");
            if (await db.LockUserAsync(userId) is not { } user)
            {
                return NoSuchUser();
            }

            await db.RequireLiveAsync(actorId, sessionId);
            if (user.IsBot)
            {
                return Problem.Conflict("A bot has no roles beyond that of an attendee.", "bot_account");
            }

            string[] requested = [.. roles.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
            if (user.Roles.Contains(Roles.Admin) && !requested.Contains(Roles.Admin) && await IsLastAdminAsync(userId))
            {
                return Problem.Conflict("This is the last administrator. Make another user an administrator first.", "last_administrator");
            }

            await ChangeRolesAsync(actorId, user, requested);
            return Answer(user);
        });

    public Task<Results<Ok<UserView>, NotFoundProblem, ConflictProblem, BadRequestProblem>> SuspendAsync(
        Guid actorId,
        Guid sessionId,
        Guid userId,
        SuspendRequest request
    ) =>
        db.InTransactionAsync<Results<Ok<UserView>, NotFoundProblem, ConflictProblem, BadRequestProblem>>(async () =>
        {
            var now = clock.GetUtcNow();
            if (actorId == userId)
            {
                return Problem.Conflict("You cannot suspend yourself.", "own_account");
            }

            if (await db.LockUserAsync(userId) is not { } user)
            {
                return NoSuchUser();
            }

            await db.RequireLiveAsync(actorId, sessionId);
            (user.SuspendedAt, user.SuspendedUntil, user.SuspensionReason, user.SanctionId) = (now, request.Until, request.Reason, null);
            await sessions.EndAllAsync(userId, EndReasons.Suspended);
            Announce(user, isSuspended: true);
            Record(actorId, AuditActions.Suspended, userId, new { request.Until }, request.Reason);
            await db.SaveChangesAsync();
            return Answer(user);
        });

    /// <summary>
    /// Removes a lost second factor of a user. All sessions and logins of the user end, and the user is told by mail.
    /// </summary>
    /// <exception cref="ProblemException">401: the actor's session has ended.</exception>
    public Task<Results<NoContent, NotFoundProblem, ConflictProblem>> RemoveSecondFactorAsync(
        Guid actorId,
        Guid sessionId,
        Guid userId,
        string reason
    ) =>
        db.InTransactionAsync<Results<NoContent, NotFoundProblem, ConflictProblem>>(async () =>
        {
            if (actorId == userId)
            {
                return Problem.Conflict("Remove your own second factor with DELETE /users/me/second-factor.", "own_account");
            }

            // Two administrators who remove each other's factor at once run one after the other: each locks the other's sessions.
            await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(hashtext('roles'))");
            if (await db.LockUserAsync(userId) is not { } user)
            {
                return NoSuchUser();
            }

            await db.RequireLiveAsync(actorId, sessionId);
            if (user.SecondFactorSince is null)
            {
                return Problem.Conflict("This user has no second factor.", "no_second_factor");
            }

            user.SecondFactorSince = null;
            await db.Authenticators.Where(app => app.UserId == userId).ExecuteDeleteAsync();
            await db.RecoveryCodes.Where(code => code.UserId == userId).ExecuteDeleteAsync();
            await db.LoginChallenges.Where(challenge => challenge.UserId == userId).ExecuteDeleteAsync();
            await sessions.EndAllAsync(userId, EndReasons.SecondFactorRemoved);
            Record(actorId, AuditActions.SecondFactorRemoved, userId, new { }, reason);
            if (user.Email is { } email)
            {
                db.Deliver(SecondFactorMails.RemovedForYou(user).To(email));
            }

            await db.SaveChangesAsync();
            return TypedResults.NoContent();
        });

    public Task<Results<Ok<UserView>, NotFoundProblem>> LiftAsync(Guid actorId, Guid sessionId, Guid userId) =>
        db.InTransactionAsync<Results<Ok<UserView>, NotFoundProblem>>(async () =>
        {
            if (await db.LockUserAsync(userId) is not { } user)
            {
                return NoSuchUser();
            }

            await db.RequireLiveAsync(actorId, sessionId);
            if (user.SuspendedAt is null)
            {
                db.ChangedNothing();
            }
            else
            {
                // Overrules every sanction of the moderators, so that none of them takes effect again when another is lifted.
                await db
                    .Sanctions.Where(sanction => sanction.UserId == userId && sanction.Suspends)
                    .ExecuteUpdateAsync(set => set.SetProperty(sanction => sanction.Suspends, false));
                Lift(actorId, user);
                await db.SaveChangesAsync();
            }

            return Answer(user);
        });

    /// <summary>
    /// Applies the longest of the moderators' remaining suspensions to the account, or lifts the one that ended. An administrator's
    /// suspension stays in force if it lasts at least as long. Moderators cannot suspend an administrator.
    /// </summary>
    /// <param name="user">Locked; the caller saves.</param>
    /// <param name="actorId">The moderator.</param>
    /// <param name="caseId">The case that was decided.</param>
    public async Task ApplySanctionsAsync(User user, Guid actorId, Guid caseId)
    {
        var now = clock.GetUtcNow();
        if (user.Roles.Contains(Roles.Admin) && !await db.Users.AnyAsync(actor => actor.Id == actorId && actor.Roles.Contains(Roles.Admin)))
        {
            Record(actorId, AuditActions.SuspensionRefused, user.Id, new { caseId });
            return;
        }

        var imposed = await db.Sanctions.AsNoTracking().Where(sanction => sanction.UserId == user.Id && sanction.Suspends).ToListAsync();
        // Of two sanctions that last equally long, the id decides, so that any order of arrival gives the same result.
        var longest = imposed
            .Where(sanction => !(sanction.Until <= now))
            .MaxBy(sanction => (sanction.Until ?? DateTimeOffset.MaxValue, sanction.Id));
        if (longest is null)
        {
            if (user is { SuspendedAt: not null, SanctionId: not null })
            {
                Lift(actorId, user);
            }
        }
        else if (
            user.SanctionId != longest.Id
            && !(user.IsSuspended(now) && user.SanctionId is null && LastsAsLong(user.SuspendedUntil, longest.Until))
        )
        {
            (user.SuspendedAt, user.SuspendedUntil, user.SuspensionReason, user.SanctionId) = (
                now,
                longest.Until,
                longest.Reason,
                longest.Id
            );
            await sessions.EndAllAsync(user.Id, EndReasons.Suspended);
            Announce(user, isSuspended: true);
            Record(
                actorId,
                AuditActions.Suspended,
                user.Id,
                new
                {
                    longest.Reason,
                    longest.Until,
                    SanctionId = longest.Id,
                    caseId,
                }
            );
        }
    }

    private static bool LastsAsLong(DateTimeOffset? until, DateTimeOffset? other) => until is null || until >= other;

    private void Lift(Guid actorId, User user)
    {
        (user.SuspendedAt, user.SuspendedUntil, user.SuspensionReason, user.SanctionId) = (null, null, null, null);
        Announce(user, isSuspended: false);
        Record(actorId, AuditActions.SuspensionLifted, user.Id, new { });
    }

    /// <returns>The account with the role; null if it no longer exists.</returns>
    public Task<UserView?> MakeOrganizerAsync(Guid userId) =>
        db.InTransactionAsync(async () =>
        {
            if (await db.LockUserAsync(userId) is not { IsBot: false } user)
            {
                return null;
            }

            if (!user.Roles.Contains(Roles.Organizer))
            {
                await ChangeRolesAsync(userId, user, [.. user.Roles.Append(Roles.Organizer).Order(StringComparer.Ordinal)]);
            }

            return UserView.Of(user, clock.GetUtcNow());
        });

    private async Task ChangeRolesAsync(Guid actorId, User user, string[] requested)
    {
        var before = user.Roles;
        if (before.Order(StringComparer.Ordinal).SequenceEqual(requested, StringComparer.Ordinal))
        {
            db.ChangedNothing();
            return;
        }

        user.Roles = requested;
        if (before.Except(requested, StringComparer.Ordinal).Any())
        {
            await sessions.EndAllAsync(user.Id, EndReasons.RolesChanged);
        }

        var now = clock.GetUtcNow();
        db.Publish(new UserRolesChanged(Guid.CreateVersion7(now), now, user.Id, user.NextVersion(), requested, before, actorId));
        Record(actorId, AuditActions.RolesChanged, user.Id, new { before, after = requested });
        await db.SaveChangesAsync();
    }

    private async Task<bool> IsLastAdminAsync(Guid userId) =>
        !await db.Users.AnyAsync(user => user.Id != userId && user.ErasedAt == null && user.Roles.Contains(Roles.Admin));

    private void Announce(User user, bool isSuspended)
    {
        var now = clock.GetUtcNow();
        db.Publish(
            new UserSuspended(
                Guid.CreateVersion7(now),
                now,
                user.Id,
                user.NextVersion(),
                isSuspended,
                user.SuspendedUntil,
                user.SuspensionReason
            )
        );
    }

    private void Record<TDetails>(Guid actorId, string action, Guid userId, TDetails details, string? note = null) =>
        db.Record(actorId, action, userId, details, clock.GetUtcNow(), note);

    private Ok<UserView> Answer(User user) => TypedResults.Ok(UserView.Of(user, clock.GetUtcNow()));

    private static NotFoundProblem NoSuchUser() => Problem.NotFound("There is no such user.");
}
