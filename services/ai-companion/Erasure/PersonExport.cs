using System.Text.Json;
using Community.Companion.Data;
using Community.Platform.Access.Authorization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Community.Companion.Erasure;

/// <summary>A part of a person's export: a name, and the rows under it.</summary>
/// <param name="Name">The member of the JSON object.</param>
/// <param name="Sql">The rows, in order; their columns are the members. The parameter is <c>@id</c>.</param>
internal sealed record ExportedRows(string Name, string Sql);

/// <summary>This service's part in exporting a person's data, and in erasing a person.</summary>
internal static class PersonExport
{
    /// <summary>Everything that this service holds of a person; each feature has its lines here.</summary>
    public static IReadOnlyList<ExportedRows> Rows { get; } =
    [
        new(
            "profile",
            """
            SELECT username, full_name, bio, location, region, city, age, gender, interests, identity_badge, picture_url, created_at, is_suspended,
                suspended_until, time_zone, country, declared_age, age_declared_at
            FROM people WHERE id = @id AND profile_version > 0
            """
        ),
        new("memberships", "SELECT community_id, role, is_member, joined_at FROM memberships WHERE user_id = @id ORDER BY id"),
        new("blocked", "SELECT blocked_id AS user_id FROM blocks WHERE blocker_id = @id AND is_blocked ORDER BY id"),
        new("events_organized", "SELECT id, name, starts_at, ends_at, is_cancelled FROM events WHERE organizer_id = @id ORDER BY id"),
        new("abilities", "SELECT skills, certifications, awards, projects, updated_at FROM profiles WHERE user_id = @id"),
        new(
            "profile_analysis",
            """
            SELECT summary, strengths, suggested_skills, traits, provider, consented_at, analysed_at FROM profile_analyses WHERE user_id = @id
            """
        ),
        new("plan", "SELECT plan, codes AS entitlements, ends_at FROM entitlements WHERE user_id = @id"),
        new(
            "conversation",
            """
            SELECT id, role, content, provider, status, answers_id AS reply_to, client_id, created_at, edited_at FROM companion_messages
            WHERE user_id = @id ORDER BY seq
            """
        ),
        new("messages_by_day", "SELECT day, messages FROM companion_days WHERE user_id = @id ORDER BY day"),
        new("extra_messages", "SELECT messages_left FROM companion_extras WHERE user_id = @id"),
        new("active_days", "SELECT day FROM activity_days WHERE user_id = @id ORDER BY day"),
        new("streak", "SELECT days, longest, last_day FROM streaks WHERE user_id = @id"),
        new("check_ins", "SELECT id, day, mood, words, note, created_at FROM check_ins WHERE user_id = @id ORDER BY id"),
        new("badges", "SELECT badge, awarded_at FROM badge_awards WHERE user_id = @id ORDER BY awarded_at, badge"),
        new(
            "connections",
            "SELECT CASE low_id WHEN @id THEN high_id ELSE low_id END AS user_id FROM connections WHERE is_connected AND @id IN (low_id, high_id)"
        ),
        new("registrations", "SELECT event_id FROM registrations WHERE user_id = @id AND is_confirmed"),
        new(
            "opportunities",
            """
            SELECT id, kind AS type, priority, title, description, arabic_title, arabic_description, action_link,
                created_at, read_at, dismissed_at FROM opportunities WHERE user_id = @id ORDER BY id
            """
        ),
        new(
            "orders",
            """
            SELECT id AS order_id, status, purpose, product_id, description, amount_cents, currency, price_credits, offered_at, paid_at, paid_amount,
                paid_currency, fulfilled_at, refunded_amount, refunded_at
            FROM sale_orders WHERE user_id = @id ORDER BY offered_at, id
            """
        ),
        new(
            "courses",
            """
            SELECT c.id AS course_id, c.title, e.owned_since, e.last_active_at, e.completed_at, e.completed_title, e.certificate_code,
                (SELECT coalesce(jsonb_agg(jsonb_build_object('module', m.title, 'completed_at', p.completed_at, 'quiz_attempts', p.quiz_attempts,
                    'quiz_best', p.quiz_best) ORDER BY m.position), '[]')
                FROM module_progress p JOIN course_modules m ON m.id = p.module_id WHERE p.enrolment_id = e.id) AS modules
            FROM enrolments e JOIN courses c ON c.id = e.course_id WHERE e.user_id = @id ORDER BY e.created_at, e.id
            """
        ),
    ];

    private static readonly string Sql =
        "SELECT jsonb_build_object("
        + string.Join(
            ", ",
            Rows.Select(rows => $"'{rows.Name}', (SELECT coalesce(jsonb_agg(to_jsonb(item)), '[]') FROM ({rows.Sql}) item)")
        )
        + ")::text AS \"Value\"";

    public static void Map(IEndpointRouteBuilder endpoints) =>
        endpoints.MapGet("/internal/people/{id:guid}/export", ExportAsync).RequireFleet().ExcludeFromDescription();

    private static async Task<Ok<JsonElement>> ExportAsync(Guid id, CompanionDb db) =>
        TypedResults.Ok(
            JsonSerializer.Deserialize<JsonElement>(await db.Database.SqlQueryRaw<string>(Sql, new NpgsqlParameter("id", id)).SingleAsync())
        );
}
