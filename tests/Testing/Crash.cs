using Microsoft.EntityFrameworkCore;

namespace Community.Testing;

/// <summary>The state that a killed process leaves behind.</summary>
public static class Crash
{
    /// <summary>
    /// The state after this crash: the service was killed after the effect of each request with an Idempotency-Key had committed and before
    /// its answer was stored, and the lease has ended. The next repetition takes the key over and runs.
    /// </summary>
    public static Task<int> BetweenEffectAndAnswerAsync(DbContext db) =>
        db.Database.ExecuteSqlAsync(
            $"""
            UPDATE idempotency_keys SET answer = NULL, status = NULL, holder = gen_random_uuid(), leased_until = now() - interval '1 second'
            WHERE answer IS NOT NULL
            """
        );
}
