using Community.Social.Blocks;
using Community.Social.Connections;
using Community.Social.Relations;

namespace Community.Social.Tests.Network;

/// <summary>Relations between people, written straight into the database.</summary>
internal static class Links
{
    private static readonly DateTimeOffset At = new(2026, 5, 3, 12, 0, 0, TimeSpan.Zero);

    public static Task ConnectAsync(this SocialApplication social, params (Guid One, Guid Other)[] pairs) =>
        social.RelateAsync(ConnectionStatus.Accepted, pairs);

    /// <summary>The first of each pair has sent a request to the second.</summary>
    public static Task AskAsync(this SocialApplication social, params (Guid One, Guid Other)[] pairs) =>
        social.RelateAsync(ConnectionStatus.Pending, pairs);

    public static Task BlockAsync(this SocialApplication social, Guid blocker, Guid blocked) =>
        social.WithDbAsync(db =>
        {
            db.Blocks.Add(
                new Block
                {
                    Id = Guid.CreateVersion7(),
                    BlockerId = blocker,
                    BlockedId = blocked,
                    Version = 1,
                    IsBlocked = true,
                    Since = At,
                }
            );
            return db.SaveChangesAsync();
        });

    public static Task RelateAsync(this SocialApplication social, string status, params (Guid One, Guid Other)[] pairs) =>
        social.WithDbAsync(db =>
        {
            foreach (var (one, other) in pairs)
            {
                var (low, high) = Pair.InOrder(one, other);
                db.Connections.Add(
                    new Connection
                    {
                        Id = Guid.CreateVersion7(),
                        LowId = low,
                        HighId = high,
                        FromId = one,
                        ToId = other,
                        Status = status,
                        Version = 1,
                        RequestedAt = At,
                        AnsweredAt = status == ConnectionStatus.Accepted ? At : null,
                    }
                );
            }

            return db.SaveChangesAsync();
        });
}
