using Community.Identity.ApiTokens;
using Community.Identity.Audit;
using Community.Identity.Data;
using Community.Identity.Erasure;
using Community.Identity.Mails;
using Community.Identity.Profiles;
using Community.Identity.Referrals;
using Community.Identity.Registration;
using Community.Identity.Users;
using Community.Platform.Access.Authorization;
using Community.Platform.Http.Problems;
using Community.Platform.Http.Validation;
using Community.Platform.Mail;
using Microsoft.EntityFrameworkCore;

namespace Community.Identity.Bots;

/// <summary>
/// A person's bots. A bot is an account (<see cref="User.OwnerId"/>) without a password, an address or any other login: only API tokens
/// act for it, and only its owner makes them. Each change locks the owner first, then the bot. For all but its owner a bot that is theirs
/// does not exist here.
/// </summary>
internal sealed class BotStore(IdentityDb db, ApiTokenStore tokens, PersonErasure erasure, TimeProvider clock)
{
    public const int MostOfOwner = 10;

    /// <summary>How many an owner makes within a day: a deleted bot makes room for another one.</summary>
    public const int MostADay = 20;

    /// <summary>The owner's bots, the newest first.</summary>
    public Task<List<User>> ListAsync(Guid ownerId) =>
        BotsOf(ownerId).AsNoTracking().OrderByDescending(bot => bot.CreatedAt).ThenBy(bot => bot.Id).Take(MostOfOwner).ToListAsync();

    public Task<User?> FindAsync(Guid ownerId, Guid id) => BotsOf(ownerId).AsNoTracking().SingleOrDefaultAsync(bot => bot.Id == id);

    /// <exception cref="ProblemException">
    /// 401: the session has ended. 403: the owner has no verified address. 409: a guest, too many bots, or the name is taken. 429: too many
    /// today.
    /// </exception>
    public Task<User> MakeAsync(Guid ownerId, Guid sessionId, BotRequest request) =>
        db.InTransactionAsync(async () =>
        {
            var now = clock.GetUtcNow();
            var owner = await db.LockCallerAsync(ownerId, sessionId);
            await RequireMayMakeAsync(owner, now);
            var bot = new User
            {
                Id = Guid.CreateVersion7(now),
                Username = request.Username,
                UsernameKey = Identifiers.UsernameKey(request.Username),
                FullName = request.FullName,
                Bio = request.Bio,
                Roles = [Roles.Attendee],
                OwnerId = ownerId,
                ReferralCode = ReferralCodes.New(), // each account has one; the gateway shows a bot none
                CreatedAt = now,
            };
            Credentials.Apply(bot, request.Username, email: null, phone: null);
            db.Users.Add(bot);
            db.PublishNewAccount(bot);
            db.Record(ownerId, AuditActions.BotMade, bot.Id, new { }, now);
            if (owner.Email is { } email)
            {
                db.Deliver(
                    new Letter(
                        "A bot was made",
                        [
                            $"The bot {bot.Username} now belongs to your account {owner.Username}. It acts with API tokens that you make for it.",
                            "If this was not you, delete it in your settings and set a new password.",
                        ]
                    ).To(email)
                );
            }

            await TakenIdentifier.ThrowIfTakenAsync(() => db.SaveChangesAsync());
            return bot;
        });

    /// <returns>Null: the owner has no such bot.</returns>
    public Task<User?> ChangeAsync(Guid ownerId, Guid sessionId, Guid id, BotChanges changes) =>
        ChangeAsync(
            ownerId,
            sessionId,
            id,
            async (_, bot) =>
            {
                var before = bot.ToProfile();
                (bot.FullName, bot.Bio) = (changes.FullName.Or(bot.FullName), changes.Bio.Or(bot.Bio));
                if (bot.ToProfile() != before)
                {
                    db.PublishProfile(bot, clock.GetUtcNow());
                }

                await db.SaveChangesAsync();
                return bot;
            }
        );

    /// <returns>False: the owner has no such bot.</returns>
    public async Task<bool> DeleteAsync(Guid ownerId, Guid sessionId, Guid id) =>
        await ChangeAsync(
            ownerId,
            sessionId,
            id,
            async (_, bot) =>
            {
                await erasure.EraseBotAsync(bot);
                return bot;
            }
        )
            is not null;

    /// <returns>Null: the owner has no such bot.</returns>
    /// <exception cref="ProblemException">400: a scope is not for bots. 409: the bot is suspended, or has too many tokens.</exception>
    public Task<NewApiToken?> MakeTokenAsync(Guid ownerId, Guid sessionId, Guid id, ApiTokenRequest request)
    {
        var wrong = request.Scopes.Except(ApiTokenScopes.ForBots, StringComparer.Ordinal).ToArray();
        if (wrong is not [])
        {
            throw Problem.Invalid("scopes", FaultCode.NotAnOption, $"has {string.Join(", ", wrong)}, which no bot may have").ToException();
        }

        return ChangeAsync(
            ownerId,
            sessionId,
            id,
            (owner, bot) =>
            {
                if (bot.IsSuspended(clock.GetUtcNow()))
                {
                    throw Problem.Conflict("Moderators have suspended this bot. It gets no API tokens.", "bot_suspended").ToException();
                }

                db.AdmitWaysIn(bot.Id);
                return tokens.MakeAsync(owner, bot, request);
            }
        );
    }

    private async Task RequireMayMakeAsync(User owner, DateTimeOffset now)
    {
        if (owner.IsGuest)
        {
            throw Problem.Conflict("A guest has no bots. Make it a full account first.", "guest_account").ToException();
        }

        if (!owner.IsVerified)
        {
            throw Problem
                .Forbidden(
                    "A bot's owner needs a verified mail address or phone number. POST /auth/resend-verification sends you a code.",
                    "verification_required"
                )
                .ToException();
        }

        if (await BotsOf(owner.Id).CountAsync() >= MostOfOwner)
        {
            throw Problem.Conflict("You have 10 bots. Delete one that you no longer use.", "too_many_bots").ToException();
        }

        var dayAgo = now - TimeSpan.FromDays(1);
        var today = await db
            .AuditEntries.Where(entry => entry.ActorId == owner.Id && entry.OccurredAt > dayAgo && entry.Action == AuditActions.BotMade)
            .OrderByDescending(entry => entry.OccurredAt)
            .Select(entry => entry.OccurredAt)
            .Take(MostADay)
            .ToListAsync();
        if (today.Count == MostADay)
        {
            throw Problem
                .TooManyRequests(
                    today[^1] - dayAgo,
                    "You have made too many bots in the last 24 hours. Try again later.",
                    "too_many_bots_today"
                )
                .ToException();
        }
    }

    /// <summary>Runs a change in a transaction that has locked the owner, with a live session, and then the bot.</summary>
    private Task<T?> ChangeAsync<T>(Guid ownerId, Guid sessionId, Guid id, Func<User, User, Task<T>> change)
        where T : class =>
        db.InTransactionAsync<T?>(async () =>
        {
            var owner = await db.LockCallerAsync(ownerId, sessionId);
            // A stranger's account is never locked: its owner would wait for it.
            return await BotsOf(ownerId).AnyAsync(bot => bot.Id == id) && await db.LockUserAsync(id) is { } bot && bot.OwnerId == ownerId
                ? await change(owner, bot)
                : null;
        });

    private IQueryable<User> BotsOf(Guid ownerId) => db.Users.Where(user => user.OwnerId == ownerId && user.ErasedAt == null);
}
