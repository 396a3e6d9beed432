using System.Globalization;
using Community.Platform.Data;
using Community.Social.Data;
using Microsoft.EntityFrameworkCore;

namespace Community.Social.Moderation;

/// <summary>
/// The hash chain over all decisions, and the check that every reader can make. A decision's hash is SHA-256 over the hash before it
/// (nothing before the first) and the UTF-8 line
/// <c>seq|id|kind|case_id|content_type|content_id|person_id|removes_content|until|reason|decided_by|about_id|at</c>. Null is written as an
/// empty text, removes_content is 0 or 1, times are in microseconds since 1970-01-01 UTC. The line has only ids and fixed words, so it can
/// stay when a user is erased.
/// </summary>
internal static class DecisionChain
{
    /// <summary>
    /// Appends a decision to the chain, with the moderator's note. The chain stays locked until the transaction ends, so this must be the
    /// last lock.
    /// </summary>
    /// <param name="next">Makes the decision that has this number.</param>
    public static async Task<ModerationDecision> AppendAsync(this SocialDb db, Func<long, ModerationDecision> next, string note)
    {
        await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(hashtextextended('moderation_decisions', 0))");
        var last = await db.ModerationDecisions.AsNoTracking().OrderByDescending(decision => decision.Seq).FirstOrDefaultAsync();
        var decision = next((last?.Seq ?? 0) + 1);
        decision.Hash = HashOf(last?.Hash ?? [], decision);
        db.ModerationDecisions.Add(decision);
        db.ModerationNotes.Add(new ModerationNote { DecisionId = decision.Id, Note = note });
        await db.SaveChangesAsync();
        return decision;
    }

    /// <summary>The number of the first decision that was changed or is missing; null: the record is intact.</summary>
    public static async Task<long?> FirstFaultAsync(IAsyncEnumerable<ModerationDecision> inOrder)
    {
        var (before, seq) = (Array.Empty<byte>(), 0L);
        await foreach (var decision in inOrder)
        {
            seq++;
            if (decision.Seq != seq || !HashOf(before, decision).AsSpan().SequenceEqual(decision.Hash))
            {
                return seq;
            }

            before = decision.Hash;
        }

        return null;
    }

    private static byte[] HashOf(byte[] before, ModerationDecision d)
    {
        var line = string.Create(
            CultureInfo.InvariantCulture,
            $"{d.Seq}|{d.Id}|{d.Kind}|{d.CaseId}|{d.ContentType}|{d.ContentId}|{d.PersonId}|{(d.RemovesContent ? 1 : 0)}|{Micros(d.Until)}|{d.Reason}|{d.DecidedBy}|{d.AboutId}|{Micros(d.At)}"
        );
        return HashChain.Next(before, line);
    }

    private static long? Micros(DateTimeOffset? time) => time is { } at ? HashChain.Microseconds(at) : null;
}
