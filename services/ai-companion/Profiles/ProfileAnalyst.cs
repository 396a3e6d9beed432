using Community.Companion.Data;
using Community.Companion.People;
using Community.Companion.Words;
using Community.Contracts.Companion;
using Community.Platform.Data;
using Community.Platform.Http.Problems;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.AI;

namespace Community.Companion.Profiles;

/// <summary>Analyses profiles, by the model if one is configured and answers, else by rules; and deletes findings.</summary>
internal sealed class ProfileAnalyst(
    CompanionDb db,
    Actors actors,
    ProfileStore profiles,
    OfflineAnalysis offline,
    IEmbedder embedder,
    WordEmbedder words,
    IEnumerable<IChatClient> models,
    TimeProvider clock,
    ILoggerFactory loggers
)
{
    /// <summary>A model costs money: this is the shortest time between two analyses of a profile.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);

    /// <summary>Analyses the caller's profile.</summary>
    /// <exception cref="ProblemException">409 <c>profile_empty</c>; 429 if it is requested too often; 403 as in
    /// <see cref="Actors"/>.</exception>
    public async Task<AnalysisView> AnalyseAsync(Guid caller, CancellationToken cancellationToken)
    {
        var person = await actors.RequireAsync(caller);
        var stored = await profiles.ReadAsync(caller);
        var profile = new AnalysedProfile(person.Bio, person.Interests, stored.Fields);
        if (profile.IsEmpty)
        {
            throw Problem.Conflict("The profile is still empty. Fill it in with PUT /profiles/me first.", "profile_empty").ToException();
        }

        var now = clock.GetKeptNow();
        if (!await MayAskAsync(caller, now))
        {
            return stored.Analysis is { IsOutdated: false } made
                ? made
                : throw Problem
                    .TooManyRequests(Pause, "The profile was analysed a moment ago. Wait before you ask again.", "analysed_recently")
                    .ToException();
        }

        // Both take their time, so neither is called in a transaction.
        var findings = await FindAsync(profile, cancellationToken);
        var (model, vector) = await EmbedAsync(profile.Words(), cancellationToken);
        return await KeepAsync(caller, findings, model, vector, consentedAt: now);
    }

    /// <summary>
    /// Withdraws the consent: deletes the findings here, and publishes an event without findings, so that they are deleted elsewhere.
    /// </summary>
    public Task WithdrawAsync(Guid caller) =>
        db.InTransactionAsync(async () =>
        {
            var now = clock.GetKeptNow();
            await actors.RequireAsync(caller);
            var versions = await db
                .Database.SqlQuery<long>(
                    $"""
                    WITH withdrawn AS (DELETE FROM profile_analyses WHERE user_id = {caller} RETURNING user_id)
                    UPDATE profiles SET analysis_version = analysis_version + 1 FROM withdrawn WHERE profiles.user_id = withdrawn.user_id
                    RETURNING analysis_version AS "Value"
                    """
                )
                .ToListAsync();
            foreach (var version in versions)
            {
                db.Publish(new ProfileAnalysed(Guid.CreateVersion7(now), now, caller, version, [], []));
            }

            await db.SaveChangesAsync();
        });

    private async Task<bool> MayAskAsync(Guid caller, DateTimeOffset now) =>
        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO profiles (user_id, updated_at, analysis_asked_at)
            SELECT id, {now}, {now} FROM people WHERE id = {caller} AND NOT is_erased FOR SHARE
            ON CONFLICT (user_id) DO UPDATE SET analysis_asked_at = excluded.analysis_asked_at
            WHERE profiles.analysis_asked_at IS NULL OR profiles.analysis_asked_at <= {now - Pause}
            """
        ) > 0;

    private async Task<Findings> FindAsync(AnalysedProfile profile, CancellationToken cancellationToken) =>
        (
            models.FirstOrDefault() is { } model
                ? await new ModelAnalysis(model, loggers.CreateLogger<ModelAnalysis>()).AnalyseAsync(profile, cancellationToken)
                : null
        ) ?? offline.Analyse(profile);

    /// <summary>By the model of the fleet; if it is away, by the word vectors, and the result names its model.</summary>
    private async Task<(string Model, float[] Vector)> EmbedAsync(string text, CancellationToken cancellationToken)
    {
        try
        {
            return (embedder.Model, (await embedder.EmbedAsync([text], cancellationToken))[0]);
        }
        catch (EmbeddingException)
        {
            return (WordEmbedder.Model, words.Embed(text));
        }
    }

    private Task<AnalysisView> KeepAsync(Guid caller, Findings findings, string model, float[] vector, DateTimeOffset consentedAt) =>
        db.InTransactionAsync(async () =>
        {
            // Checked again: the person may have been erased meanwhile, and then nothing is stored.
            await actors.RequireAsync(caller);
            var now = clock.GetKeptNow();
            var version = (
                await db
                    .Database.SqlQuery<long>(
                        $"""
                        UPDATE profiles SET analysis_version = analysis_version + 1 WHERE user_id = {caller} RETURNING analysis_version AS "Value"
                        """
                    )
                    .ToListAsync()
            ).Single();
            await db.Database.ExecuteSqlAsync(
                $"""
                INSERT INTO profile_analyses (user_id, summary, strengths, suggested_skills, traits, provider, model, vector, consented_at, analysed_at)
                VALUES ({caller}, {findings.Summary}, {findings.Strengths.ToArray()}, {findings.SuggestedSkills.ToArray()}, {findings.Traits.ToArray()},
                    {findings.Provider}, {model}, {UnitVector.ToBytes(vector)}, {consentedAt}, {now})
                ON CONFLICT (user_id) DO UPDATE SET
                    summary = excluded.summary, strengths = excluded.strengths, suggested_skills = excluded.suggested_skills, traits = excluded.traits,
                    provider = excluded.provider, model = excluded.model, vector = excluded.vector, consented_at = excluded.consented_at,
                    analysed_at = excluded.analysed_at
                """
            );
            var stored = await profiles.ReadAsync(caller);
            db.Publish(
                new ProfileAnalysed(
                    Guid.CreateVersion7(now),
                    now,
                    caller,
                    version,
                    SkillsOf(stored.Fields.Skills, findings),
                    findings.Traits
                )
            );
            await db.SaveChangesAsync();
            return stored.Analysis!;
        });

    /// <summary>
    /// The person's own skills, and the common names of the nearest known skills, so that people with other words for them match.
    /// </summary>
    private static List<string> SkillsOf(IEnumerable<string> own, Findings findings) =>
        [.. own.Concat(findings.FoundSkills).Distinct(StringComparer.OrdinalIgnoreCase)];
}
