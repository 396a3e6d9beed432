using Community.Platform.Data.Erasure;

namespace Community.Identity.Erasure;

/// <summary>
/// Every table of this database that has personal data, in the order of erasing. A test compares this list with the schema: a new table
/// with a user's id or address has to have an entry here that says how it is erased. The parameters are <c>@id</c>, <c>@email_key</c>,
/// <c>@phone</c>, <c>@username_key</c>, <c>@now</c> and <c>@later</c>.
/// </summary>
internal static class PersonalData
{
    public static IReadOnlyList<PersonalTable> Tables { get; } =
    [
        new("one_time_tokens", ErasurePolicy.Delete, "is useless without the account", "DELETE FROM one_time_tokens WHERE user_id = @id"),
        new("contact_changes", ErasurePolicy.Delete, "the person's addresses", "DELETE FROM contact_changes WHERE user_id = @id"),
        new("known_addresses", ErasurePolicy.Delete, "is useless without the account", "DELETE FROM known_addresses WHERE user_id = @id"),
        new("known_devices", ErasurePolicy.Delete, "is useless without the account", "DELETE FROM known_devices WHERE user_id = @id"),
        new("sign_ins", ErasurePolicy.Delete, "the owner's record of logins", "DELETE FROM sign_ins WHERE user_id = @id"),
        new("authenticators", ErasurePolicy.Delete, "is useless without the account", "DELETE FROM authenticators WHERE user_id = @id"),
        new("recovery_codes", ErasurePolicy.Delete, "is useless without the account", "DELETE FROM recovery_codes WHERE user_id = @id"),
        new("login_challenges", ErasurePolicy.Delete, "is useless without the account", "DELETE FROM login_challenges WHERE user_id = @id"),
        new("passkeys", ErasurePolicy.Delete, "is useless without the account", "DELETE FROM passkeys WHERE user_id = @id"),
        new(
            "passkey_ceremonies",
            ErasurePolicy.Delete,
            "is useless without the account",
            "DELETE FROM passkey_ceremonies WHERE user_id = @id"
        ),
        new(
            "provider_authorizations",
            ErasurePolicy.Delete,
            "is useless without the account",
            "DELETE FROM provider_authorizations WHERE user_id = @id"
        ),
        new("api_tokens", ErasurePolicy.Delete, "is useless without the account", "DELETE FROM api_tokens WHERE user_id = @id"),
        new("external_logins", ErasurePolicy.Delete, "is useless without the account", "DELETE FROM external_logins WHERE user_id = @id"),
        new(
            "registration_keys",
            ErasurePolicy.Delete,
            "is useless without the account",
            "DELETE FROM registration_keys WHERE user_id = @id"
        ),
        new(
            "sessions",
            ErasurePolicy.Anonymise,
            "ids stay for 30 days, so that tokens still alive are refused; client and address go",
            "UPDATE sessions SET ip_address = NULL, user_agent = NULL, refresh_hash = '', previous_hash = NULL, rotation_salt = NULL WHERE user_id = @id"
        ),
        new(
            "sanctions",
            ErasurePolicy.Delete,
            "is useless without the account; social keeps the record of decisions",
            "DELETE FROM sanctions WHERE user_id = @id"
        ),
        new(
            "blocks",
            ErasurePolicy.Delete,
            "is useless without the account; social holds the blocks themselves",
            "DELETE FROM blocks WHERE blocker_id = @id OR blocked_id = @id"
        ),
        new("waitlist_entries", ErasurePolicy.Delete, "the person's address", "DELETE FROM waitlist_entries WHERE email_key = @email_key"),
        new(
            "deliveries",
            ErasurePolicy.Delete,
            "mails and text messages to the person that are unsent or were given up",
            "DELETE FROM deliveries WHERE content IS NOT NULL AND (lower(content->>'To') = @email_key OR content->>'To' = @phone)"
        ),
        new(
            "password_reset_requests",
            ErasurePolicy.Delete,
            "text that the person typed",
            "DELETE FROM password_reset_requests WHERE user_id = @id OR lower(trim(identifier)) IN (@email_key, @phone, @username_key)"
        ),
        new(
            "referral_conversions",
            ErasurePolicy.Anonymise,
            "the other person's count and credits stay; the name goes with the row in users",
            "DELETE FROM referral_conversions WHERE referrer_id = @id"
        ),
        new(
            "dropped_objects",
            ErasurePolicy.Delete,
            "deletes the picture and remains of a running upload from the object store, then itself",
            """
            INSERT INTO dropped_objects (object_key, dropped_at)
            SELECT picture_key, @now FROM users WHERE id = @id AND picture_key IS NOT NULL
            UNION ALL SELECT 'pictures/' || replace(@id::text, '-', '') || '/', @later
            ON CONFLICT (object_key) DO UPDATE SET dropped_at = excluded.dropped_at
            """
        ),
        new(
            "audit_entries",
            ErasurePolicy.Keep,
            "acts must stay accountable; an erased person's id is a pseudonym, and no name stands beside it"
        ),
        new(
            "audit_notes",
            ErasurePolicy.Delete,
            "an administrator's words about the person",
            "DELETE FROM audit_notes WHERE user_id = @id"
        ),
        new("outbox_messages", ErasurePolicy.Keep, "events on their way to the bus, gone within seconds; UserErased follows them"),
        PlatformTables.IdempotencyKeys,
        new("login_failures", ErasurePolicy.Keep, "counts under hashes, gone within a day"),
        new(
            "users",
            ErasurePolicy.Anonymise,
            "a tombstone: it keeps id, version and time, so that a late message cannot bring the person back",
            """
            UPDATE users SET username = '', username_key = 'erased:' || id, email = NULL, email_key = NULL, email_verified_at = NULL, phone = NULL,
                phone_verified_at = NULL, password_hash = NULL, second_factor_since = NULL, full_name = NULL, bio = NULL, location = NULL, region = NULL, city = NULL, age = NULL,
                gender = NULL, interests = ARRAY[]::text[], identity_badge = NULL, picture_key = NULL, picture_alt = NULL, linkedin_url = NULL, github_url = NULL, roles = ARRAY[]::text[],
                is_guest = false, is_on_web = false, suspended_at = NULL, suspended_until = NULL, suspension_reason = NULL, sanction_id = NULL, referral_code = 'erased:' || id,
                referred_by = NULL, owner_id = NULL, created_at = 'epoch', last_login_at = NULL, erased_at = @now
            WHERE id = @id
            """
        ),
    ];
}
