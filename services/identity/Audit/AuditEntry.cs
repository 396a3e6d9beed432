using System.Text.Json;
using Community.Identity.Data;
using Community.Platform.Http.Json;

namespace Community.Identity.Audit;

/// <summary>
/// One act in the audit record. The table permits neither updates nor deletes. An entry has ids, codes and times only, so that it can stay
/// when a user is erased; words of the actor are an <see cref="AuditNote"/>.
/// </summary>
internal sealed class AuditEntry
{
    /// <summary>The service of the acts that are not another service's.</summary>
    public const string Identity = "identity";

    public required Guid Id { get; init; }

    /// <summary>The service in which it happened.</summary>
    public string Service { get; init; } = Identity;

    public required Guid ActorId { get; init; }

    /// <summary>Such as <c>roles_changed</c>: <see cref="AuditActions"/>, and those that other services declare.</summary>
    public required string Action { get; init; }

    /// <summary>The user concerned.</summary>
    public Guid? UserId { get; init; }

    /// <summary>The object of the act, such as a course or a case.</summary>
    public Guid? ObjectId { get; init; }

    /// <summary>The state before and after, or other facts, as a JSON object.</summary>
    public required string Details { get; init; }

    public required DateTimeOffset OccurredAt { get; init; }
}

/// <summary>The place of an entry in the chain. The table permits neither updates nor deletes.</summary>
internal sealed class AuditSeal
{
    /// <summary>1, 2, 3… without gaps.</summary>
    public required long Seq { get; init; }

    public required Guid EntryId { get; init; }

    public required byte[] Hash { get; init; }
}

/// <summary>The words of an actor about a user, such as the reason of a suspension. It is erased with the user.</summary>
internal sealed class AuditNote
{
    public required Guid EntryId { get; init; }

    public required Guid UserId { get; init; }

    public required string Note { get; init; }
}

/// <summary>The acts in identity that are recorded.</summary>
internal static class AuditActions
{
    public const string SignedIn = "signed_in";
    public const string RolesChanged = "roles_changed";
    public const string Suspended = "suspended";
    public const string SuspensionLifted = "suspension_lifted";
    public const string SuspensionRefused = "suspension_refused";
    public const string SigningKeyRotated = "signing_key_rotated";
    public const string PasswordChanged = "password_changed";
    public const string SecondFactorAdded = "second_factor_added";
    public const string SecondFactorRemoved = "second_factor_removed";
    public const string RecoveryCodesRenewed = "recovery_codes_renewed";
    public const string PasskeyAdded = "passkey_added";
    public const string PasskeyRemoved = "passkey_removed";
    public const string ProviderLinked = "provider_linked";
    public const string ProviderUnlinked = "provider_unlinked";
    public const string ApiTokenMade = "api_token_made";
    public const string ApiTokenRevoked = "api_token_revoked";
    public const string BotMade = "bot_made";
    public const string BotDeleted = "bot_deleted";
    public const string DataExported = "data_exported";
    public const string AccountErased = "account_erased";
}

internal static class AuditRecord
{
    /// <summary>Adds an entry to the unit of work.</summary>
    /// <param name="action">One of <see cref="AuditActions"/>.</param>
    /// <param name="userId">The user concerned.</param>
    /// <param name="details">Ids, codes and times; no words that a person wrote.</param>
    /// <param name="note">The actor's words about the user.</param>
    public static void Record<TDetails>(
        this IdentityDb db,
        Guid actorId,
        string action,
        Guid? userId,
        TDetails details,
        DateTimeOffset now,
        string? note = null
    )
    {
        var entry = new AuditEntry
        {
            Id = Guid.CreateVersion7(now),
            ActorId = actorId,
            Action = action,
            UserId = userId,
            Details = JsonSerializer.Serialize(details, ServiceJson.Options),
            OccurredAt = now,
        };
        db.AuditEntries.Add(entry);
        if (note is not null && userId is { } about)
        {
            db.AuditNotes.Add(
                new AuditNote
                {
                    EntryId = entry.Id,
                    UserId = about,
                    Note = note,
                }
            );
        }

        db.ActRecorded(action);
    }

    /// <summary>Adds an act of the account's owner.</summary>
    /// <param name="action">One of <see cref="AuditActions"/>.</param>
    public static void RecordOwn(this IdentityDb db, Guid userId, string action, DateTimeOffset now) =>
        db.Record(userId, action, userId, new { }, now);
}
