using System.Text.Json;
using Community.Companion.Data;
using Community.Companion.Meaning;
using Community.Companion.People;
using Community.Platform.Data;
using Community.Platform.Http.Json;
using Microsoft.EntityFrameworkCore;

namespace Community.Companion.Profiles;

/// <summary>A profile as it is stored.</summary>
internal sealed record StoredProfile(ProfileFields Fields, DateTimeOffset? UpdatedAt, AnalysisView? Analysis);

/// <summary>Reads and writes profiles.</summary>
internal sealed class ProfileStore(CompanionDb db, Actors actors, TimeProvider clock)
{
    private static readonly StoredProfile Empty = new(new([], [], [], []), null, null);

    public async Task<StoredProfile> ReadAsync(Guid userId)
    {
        var row = await db
            .Database.SqlQuery<Row>(
                $"""
                SELECT f.skills, f.certifications::text AS certifications, f.awards::text AS awards, f.projects::text AS projects,
                    f.updated_at, a.summary, a.strengths, a.suggested_skills,
                    a.traits, a.provider, a.analysed_at
                FROM profiles f LEFT JOIN profile_analyses a USING (user_id) WHERE f.user_id = {userId}
                """
            )
            .SingleOrDefaultAsync();
        return row is null ? Empty : row.ToProfile();
    }

    /// <summary>Changes the caller's profile. Simultaneous changes go one after the other.</summary>
    public Task<StoredProfile> ChangeAsync(Guid caller, Func<ProfileFields, ProfileFields> change) =>
        db.InTransactionAsync(async () =>
        {
            await actors.RequireAsync(caller);
            var now = clock.GetKeptNow();
            await db.Database.ExecuteSqlAsync(
                $"INSERT INTO profiles (user_id, updated_at) VALUES ({caller}, {now}) ON CONFLICT DO NOTHING"
            );
            await db.Database.ExecuteSqlAsync($"SELECT FROM profiles WHERE user_id = {caller} FOR UPDATE");
            var former = await ReadAsync(caller);
            var fields = change(former.Fields);
            fields = fields with { Skills = [.. fields.Skills.Distinct(StringComparer.OrdinalIgnoreCase)] };
            await db.Database.ExecuteSqlAsync(
                $"""
                UPDATE profiles SET skills = {fields.Skills.ToArray()}, certifications = {Json(fields.Certifications)}::jsonb,
                    awards = {Json(fields.Awards)}::jsonb, projects = {Json(
                    fields.Projects
                )}::jsonb, words = {fields.Words()}, updated_at = {now}
                WHERE user_id = {caller}
                """
            );
            await db.RefreshPersonMeaningAsync(caller);
            return new StoredProfile(fields, now, former.Analysis is { } analysis ? analysis with { IsOutdated = true } : null);
        });

    private static string Json<T>(T value) => JsonSerializer.Serialize(value, ServiceJson.Options);

    private sealed record Row(
        string[] Skills,
        string Certifications,
        string Awards,
        string Projects,
        DateTimeOffset UpdatedAt,
        string? Summary,
        string[]? Strengths,
        string[]? SuggestedSkills,
        string[]? Traits,
        string? Provider,
        DateTimeOffset? AnalysedAt
    )
    {
        public StoredProfile ToProfile() =>
            new(
                new(Skills, Read<Certification>(Certifications), Read<Award>(Awards), Read<Project>(Projects)),
                UpdatedAt,
                AnalysedAt is { } at
                    ? new AnalysisView(Summary!, Strengths!, SuggestedSkills!, Traits!, Provider!, at, UpdatedAt > at)
                    : null
            );

        private static List<T> Read<T>(string json) => JsonSerializer.Deserialize<List<T>>(json, ServiceJson.Options)!;
    }
}
