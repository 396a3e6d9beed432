using Community.Identity.Data;
using Community.Identity.Login;
using Community.Identity.Sessions;
using Microsoft.EntityFrameworkCore;

namespace Community.Identity.SignIns;

/// <summary>
/// Records the outcomes of logins for 90 days. Attempts of one kind within an hour are one row, so that a flood of guesses does not cause a
/// flood of rows. Failures without an account are counted in the same way, so that the work is the same.
/// </summary>
internal sealed partial class SignInLog(
    IdentityDb db,
    KnownClients clients,
    SessionStart client,
    TimeProvider clock,
    ILogger<SignInLog> logger
)
{
    /// <summary>Records an attempt, at once.</summary>
    /// <param name="userId">The account; null if there is none.</param>
    /// <param name="outcome">One of <see cref="SignInOutcomes"/>.</param>
    public Task RecordAsync(Guid? userId, string outcome)
    {
        var (now, network) = (clock.GetUtcNow(), ClientAddress.Network(clients.Address));
        Log.Attempted(logger, userId, outcome, network);
        var hour = new DateTimeOffset(now.Year, now.Month, now.Day, now.Hour, 0, 0, TimeSpan.Zero);
        return db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO sign_ins (user_id, network, outcome, hour, count, first_at, last_at, user_agent)
            VALUES ({userId}, {network}, {outcome}, {hour}, 1, {now}, {now}, {client.UserAgent})
            ON CONFLICT (user_id, network, outcome, hour) DO UPDATE SET
                count = sign_ins.count + 1, last_at = excluded.last_at, user_agent = excluded.user_agent
            """
        );
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "A login to account {UserId} from {Network}: {Outcome}")]
        public static partial void Attempted(ILogger logger, Guid? userId, string outcome, string network);
    }
}
